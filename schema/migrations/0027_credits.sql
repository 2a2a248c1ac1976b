CREATE TABLE "sms_credits" (
	"ref" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"pack" text NOT NULL,
	"credits" integer NOT NULL,
	"cents" integer NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sms_credits_some" CHECK ("sms_credits"."credits" >= 1),
	CONSTRAINT "sms_credits_price" CHECK ("sms_credits"."cents" >= 0)
);
--> statement-breakpoint
ALTER TABLE "sms_credits" ADD CONSTRAINT "sms_credits_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sms_credits_by_workspace" ON "sms_credits" USING btree ("workspace","at");--> statement-breakpoint
COMMENT ON INDEX "sms_credits_by_workspace" IS 'What a workspace bought; its sum is part of its configuration.';
