CREATE TABLE "badges" (
	"token" text NOT NULL,
	"workspace" text NOT NULL,
	"check_id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "badges_token_once" UNIQUE("token"),
	CONSTRAINT "badges_token_long" CHECK (length("badges"."token") >= 24),
	CONSTRAINT "badges_check_own" CHECK (split_part("badges"."check_id", '_', 2) = "badges"."workspace")
);
--> statement-breakpoint
ALTER TABLE "badges" ADD CONSTRAINT "badges_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "badges" ADD CONSTRAINT "badges_check_id_checks_id_fk" FOREIGN KEY ("check_id") REFERENCES "public"."checks"("id") ON DELETE cascade ON UPDATE no action;