CREATE TABLE "calendar_feeds" (
	"workspace" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "calendar_feeds_key" PRIMARY KEY("workspace","kind","subject"),
	CONSTRAINT "calendar_feeds_kind_known" CHECK ("calendar_feeds"."kind" in ('schedule', 'person')),
	CONSTRAINT "calendar_feeds_hash_present" CHECK (length("calendar_feeds"."hash") >= 32)
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"settings" jsonb NOT NULL,
	CONSTRAINT "schedules_id_own" CHECK (split_part("schedules"."id", '_', 1) = 'sch' and split_part("schedules"."id", '_', 2) = "schedules"."workspace"),
	CONSTRAINT "schedules_version_positive" CHECK ("schedules"."version" >= 1),
	CONSTRAINT "schedules_settings_object" CHECK (jsonb_typeof("schedules"."settings") = 'object')
);
--> statement-breakpoint
CREATE TABLE "silences" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"settings" jsonb NOT NULL,
	CONSTRAINT "silences_id_own" CHECK (split_part("silences"."id", '_', 1) = 'sil' and split_part("silences"."id", '_', 2) = "silences"."workspace"),
	CONSTRAINT "silences_version_positive" CHECK ("silences"."version" >= 1),
	CONSTRAINT "silences_settings_object" CHECK (jsonb_typeof("silences"."settings") = 'object')
);
--> statement-breakpoint
ALTER TABLE "calendar_feeds" ADD CONSTRAINT "calendar_feeds_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "schedules" ADD CONSTRAINT "schedules_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "silences" ADD CONSTRAINT "silences_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_feeds_by_hash" ON "calendar_feeds" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "schedules_by_workspace" ON "schedules" USING btree ("workspace","id");--> statement-breakpoint
CREATE INDEX "silences_by_workspace" ON "silences" USING btree ("workspace","until");--> statement-breakpoint
COMMENT ON INDEX "calendar_feeds_by_hash" IS 'The calendar under an address.';--> statement-breakpoint
COMMENT ON INDEX "schedules_by_workspace" IS 'All schedules of a workspace.';--> statement-breakpoint
COMMENT ON INDEX "silences_by_workspace" IS 'A workspace''s silences that are not over.';
