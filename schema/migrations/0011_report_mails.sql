CREATE TABLE "report_mails" (
	"workspace" text NOT NULL,
	"user_id" text NOT NULL,
	"wanted_at" timestamp (3) with time zone NOT NULL,
	"told_until" timestamp (3) with time zone,
	"leased_until" timestamp (3) with time zone,
	CONSTRAINT "report_mails_key" PRIMARY KEY("workspace","user_id")
);
--> statement-breakpoint
ALTER TABLE "report_mails" ADD CONSTRAINT "report_mails_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_mails" ADD CONSTRAINT "report_mails_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;