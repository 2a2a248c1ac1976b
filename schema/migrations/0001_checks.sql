CREATE TABLE "channels" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"enabled" boolean NOT NULL,
	"disabled_why" text,
	"levels" text[] NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "channels_id_own" CHECK (split_part("channels"."id", '_', 1) = 'chn' and split_part("channels"."id", '_', 2) = "channels"."workspace"),
	CONSTRAINT "channels_version_positive" CHECK ("channels"."version" >= 1),
	CONSTRAINT "channels_levels_known" CHECK ("channels"."levels" <@ array['info', 'warning', 'critical']::text[]),
	CONSTRAINT "channels_why_when_off" CHECK (not "channels"."enabled" or "channels"."disabled_why" is null),
	CONSTRAINT "channels_settings_object" CHECK (jsonb_typeof("channels"."settings") = 'object')
);
--> statement-breakpoint
CREATE TABLE "checks" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"type" text NOT NULL,
	"name" text NOT NULL,
	"interval_seconds" integer NOT NULL,
	"timeout_ms" integer NOT NULL,
	"slow_after_ms" integer,
	"confirm_seconds" integer NOT NULL,
	"recover_seconds" integer NOT NULL,
	"regional_seconds" integer NOT NULL,
	"patience_seconds" integer NOT NULL,
	"locations" text[],
	"paused" boolean NOT NULL,
	"policy" text,
	"down_level" text NOT NULL,
	"tags" text[] NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "checks_id_own" CHECK (split_part("checks"."id", '_', 1) = 'chk' and split_part("checks"."id", '_', 2) = "checks"."workspace"),
	CONSTRAINT "checks_policy_own" CHECK (split_part("checks"."policy", '_', 2) = "checks"."workspace"),
	CONSTRAINT "checks_version_positive" CHECK ("checks"."version" >= 1),
	CONSTRAINT "checks_name_present" CHECK (length("checks"."name") between 1 and 200),
	CONSTRAINT "checks_interval_range" CHECK ("checks"."interval_seconds" between 10 and 2678400),
	CONSTRAINT "checks_timeout_range" CHECK ("checks"."timeout_ms" between 1 and 300000),
	CONSTRAINT "checks_slow_range" CHECK ("checks"."slow_after_ms" between 1 and 300000),
	CONSTRAINT "checks_confirm_range" CHECK ("checks"."confirm_seconds" between 0 and 86400),
	CONSTRAINT "checks_recover_range" CHECK ("checks"."recover_seconds" between 0 and 86400),
	CONSTRAINT "checks_regional_range" CHECK ("checks"."regional_seconds" between 0 and 86400),
	CONSTRAINT "checks_patience_range" CHECK ("checks"."patience_seconds" between 0 and 86400),
	CONSTRAINT "checks_locations_some" CHECK (cardinality("checks"."locations") >= 1),
	CONSTRAINT "checks_level_known" CHECK ("checks"."down_level" in ('info', 'warning', 'critical')),
	CONSTRAINT "checks_settings_object" CHECK (jsonb_typeof("checks"."settings") = 'object')
);
--> statement-breakpoint
CREATE TABLE "maintenance" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"checks" text[],
	CONSTRAINT "maintenance_forward" CHECK ("maintenance"."ends_at" > "maintenance"."starts_at")
);
--> statement-breakpoint
CREATE TABLE "pages" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"checks" text[],
	"is_public" boolean NOT NULL,
	"settings" jsonb NOT NULL,
	CONSTRAINT "pages_id_own" CHECK (split_part("pages"."id", '_', 1) = 'pag' and split_part("pages"."id", '_', 2) = "pages"."workspace"),
	CONSTRAINT "pages_version_positive" CHECK ("pages"."version" >= 1),
	CONSTRAINT "pages_slug_shape" CHECK ("pages"."slug" ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"is_default" boolean NOT NULL,
	"steps" jsonb NOT NULL,
	"remind_every_minutes" integer,
	"settings" jsonb NOT NULL,
	CONSTRAINT "policies_id_own" CHECK (split_part("policies"."id", '_', 1) = 'pol' and split_part("policies"."id", '_', 2) = "policies"."workspace"),
	CONSTRAINT "policies_version_positive" CHECK ("policies"."version" >= 1),
	CONSTRAINT "policies_steps_list" CHECK (jsonb_typeof("policies"."steps") = 'array'),
	CONSTRAINT "policies_reminder_positive" CHECK ("policies"."remind_every_minutes" >= 1)
);
--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "channels_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "checks" ADD CONSTRAINT "checks_policy_policies_id_fk" FOREIGN KEY ("policy") REFERENCES "public"."policies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "maintenance" ADD CONSTRAINT "maintenance_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pages" ADD CONSTRAINT "pages_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "channels_by_workspace" ON "channels" USING btree ("workspace","created_at","id");--> statement-breakpoint
CREATE INDEX "checks_by_workspace" ON "checks" USING btree ("workspace","created_at","id");--> statement-breakpoint
CREATE INDEX "maintenance_by_workspace" ON "maintenance" USING btree ("workspace","ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "pages_by_slug" ON "pages" USING btree ("slug");--> statement-breakpoint
CREATE INDEX "pages_by_workspace" ON "pages" USING btree ("workspace","id");--> statement-breakpoint
CREATE UNIQUE INDEX "policies_one_default" ON "policies" USING btree ("workspace") WHERE "policies"."is_default";--> statement-breakpoint
CREATE INDEX "policies_by_workspace" ON "policies" USING btree ("workspace","id");
--> statement-breakpoint
COMMENT ON INDEX "channels_by_workspace" IS 'A workspace''s channels in the order they were made.';
--> statement-breakpoint
COMMENT ON INDEX "checks_by_workspace" IS 'A workspace''s checks in the order they were made; all of them for its shard.';
--> statement-breakpoint
COMMENT ON INDEX "maintenance_by_workspace" IS 'A workspace''s windows that are not over.';
--> statement-breakpoint
COMMENT ON INDEX "pages_by_slug" IS 'The page under an address: slugs are everybody''s.';
--> statement-breakpoint
COMMENT ON INDEX "pages_by_workspace" IS 'All pages of a workspace.';
--> statement-breakpoint
COMMENT ON INDEX "policies_one_default" IS 'A bare channel joins the default policy: there is one.';
--> statement-breakpoint
COMMENT ON INDEX "policies_by_workspace" IS 'All policies of a workspace.';
