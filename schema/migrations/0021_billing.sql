CREATE TABLE "billing" (
	"workspace" text PRIMARY KEY NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"customer" text NOT NULL,
	"subscription" jsonb,
	"owing_since" timestamp (3) with time zone,
	"told" smallint DEFAULT 0 NOT NULL,
	"trial_used_at" timestamp (3) with time zone,
	"look_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "billing_by_customer" UNIQUE("customer"),
	CONSTRAINT "billing_version_positive" CHECK ("billing"."version" >= 1),
	CONSTRAINT "billing_subscription_object" CHECK (jsonb_typeof("billing"."subscription") = 'object'),
	CONSTRAINT "billing_told_when_owing" CHECK ("billing"."told" = 0 or "billing"."owing_since" is not null)
);
--> statement-breakpoint
CREATE TABLE "payment_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "billing" ADD CONSTRAINT "billing_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "billing_by_look" ON "billing" USING btree ("look_at");--> statement-breakpoint
CREATE INDEX "payment_events_by_age" ON "payment_events" USING btree ("at");--> statement-breakpoint
COMMENT ON INDEX "billing_by_look" IS 'Cron: whom to ask the payment provider about.';--> statement-breakpoint
COMMENT ON INDEX "payment_events_by_age" IS 'Upkeep: events that nobody repeats any more.';
