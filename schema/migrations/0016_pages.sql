CREATE TABLE "page_logos" (
	"page" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"type" text NOT NULL,
	"hash" text NOT NULL,
	"data" text NOT NULL,
	CONSTRAINT "page_logos_type_known" CHECK ("page_logos"."type" in ('image/png', 'image/svg+xml')),
	CONSTRAINT "page_logos_size" CHECK (length("page_logos"."data") <= 60000)
);
--> statement-breakpoint
CREATE TABLE "page_notices" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"page" text NOT NULL,
	"post" text NOT NULL,
	"update_number" integer NOT NULL,
	"subscriber" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone,
	"said" text,
	CONSTRAINT "page_notices_id_own" CHECK (split_part("page_notices"."id", '_', 1) = 'ntc' and split_part("page_notices"."id", '_', 2) = "page_notices"."workspace"),
	CONSTRAINT "page_notices_state_known" CHECK ("page_notices"."state" in ('pending', 'sent', 'dead')),
	CONSTRAINT "page_notices_settled_when_over" CHECK (("page_notices"."state" = 'pending') = ("page_notices"."settled_at" is null))
);
--> statement-breakpoint
CREATE TABLE "page_posts" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"page" text NOT NULL,
	"version" integer NOT NULL,
	"kind" text NOT NULL,
	"title" text,
	"impact" text NOT NULL,
	"components" text[] NOT NULL,
	"incident" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"settings" jsonb NOT NULL,
	CONSTRAINT "page_posts_id_own" CHECK (split_part("page_posts"."id", '_', 1) = 'pst' and split_part("page_posts"."id", '_', 2) = "page_posts"."workspace"),
	CONSTRAINT "page_posts_page_own" CHECK (split_part("page_posts"."page", '_', 2) = "page_posts"."workspace"),
	CONSTRAINT "page_posts_version_positive" CHECK ("page_posts"."version" >= 1),
	CONSTRAINT "page_posts_kind_known" CHECK ("page_posts"."kind" in ('incident', 'maintenance')),
	CONSTRAINT "page_posts_impact_known" CHECK ("page_posts"."impact" in ('down', 'regional', 'slow', 'trouble', 'maintenance')),
	CONSTRAINT "page_posts_forward" CHECK ("page_posts"."ended_at" >= "page_posts"."started_at"),
	CONSTRAINT "page_posts_settings_object" CHECK (jsonb_typeof("page_posts"."settings") = 'object')
);
--> statement-breakpoint
CREATE TABLE "page_subscribers" (
	"v" smallint NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"page" text NOT NULL,
	"kind" text NOT NULL,
	"address" text NOT NULL,
	"components" text[],
	"language" text NOT NULL,
	"secret" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	CONSTRAINT "page_subscribers_id_own" CHECK (split_part("page_subscribers"."id", '_', 1) = 'sbs' and split_part("page_subscribers"."id", '_', 2) = "page_subscribers"."workspace"),
	CONSTRAINT "page_subscribers_page_own" CHECK (split_part("page_subscribers"."page", '_', 2) = "page_subscribers"."workspace"),
	CONSTRAINT "page_subscribers_kind_known" CHECK ("page_subscribers"."kind" in ('mail', 'webhook')),
	CONSTRAINT "page_subscribers_address_size" CHECK (length("page_subscribers"."address") between 3 and 2000)
);
--> statement-breakpoint
ALTER TABLE "pages" ADD COLUMN "host" text;--> statement-breakpoint
ALTER TABLE "page_logos" ADD CONSTRAINT "page_logos_page_pages_id_fk" FOREIGN KEY ("page") REFERENCES "public"."pages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_logos" ADD CONSTRAINT "page_logos_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_notices" ADD CONSTRAINT "page_notices_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_notices" ADD CONSTRAINT "page_notices_page_pages_id_fk" FOREIGN KEY ("page") REFERENCES "public"."pages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_notices" ADD CONSTRAINT "page_notices_post_page_posts_id_fk" FOREIGN KEY ("post") REFERENCES "public"."page_posts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_notices" ADD CONSTRAINT "page_notices_subscriber_page_subscribers_id_fk" FOREIGN KEY ("subscriber") REFERENCES "public"."page_subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_posts" ADD CONSTRAINT "page_posts_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_posts" ADD CONSTRAINT "page_posts_page_pages_id_fk" FOREIGN KEY ("page") REFERENCES "public"."pages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_subscribers" ADD CONSTRAINT "page_subscribers_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "page_subscribers" ADD CONSTRAINT "page_subscribers_page_pages_id_fk" FOREIGN KEY ("page") REFERENCES "public"."pages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "page_notices_once" ON "page_notices" USING btree ("post","subscriber","update_number");--> statement-breakpoint
CREATE INDEX "page_notices_due" ON "page_notices" USING btree ("due_at") WHERE "page_notices"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "page_notices_by_page" ON "page_notices" USING btree ("page","created_at");--> statement-breakpoint
CREATE INDEX "page_posts_by_page" ON "page_posts" USING btree ("page","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "page_posts_one_incident" ON "page_posts" USING btree ("page","incident");--> statement-breakpoint
CREATE UNIQUE INDEX "page_subscribers_by_page" ON "page_subscribers" USING btree ("page","kind","address");--> statement-breakpoint
CREATE UNIQUE INDEX "pages_by_host" ON "pages" USING btree ("host");--> statement-breakpoint
ALTER TABLE "pages" ADD CONSTRAINT "pages_host_shape" CHECK ("pages"."host" ~ '^[a-z0-9.-]{4,253}$');--> statement-breakpoint
COMMENT ON INDEX "page_posts_by_page" IS 'A page''s posts, newest first.';--> statement-breakpoint
COMMENT ON INDEX "page_posts_one_incident" IS 'An incident is told once on a page.';--> statement-breakpoint
COMMENT ON INDEX "pages_by_host" IS 'A host leads to one page, whoever claims it.';--> statement-breakpoint
COMMENT ON INDEX "page_subscribers_by_page" IS 'A page''s subscribers; an address subscribes once.';--> statement-breakpoint
COMMENT ON INDEX "page_notices_once" IS 'An update is owed to a subscriber once.';--> statement-breakpoint
COMMENT ON INDEX "page_notices_due" IS 'What is to be sent.';--> statement-breakpoint
COMMENT ON INDEX "page_notices_by_page" IS 'What was sent from a page, newest first.';
