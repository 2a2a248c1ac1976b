CREATE TABLE "budgets" (
	"scope" text PRIMARY KEY NOT NULL,
	"probes" bigint,
	"messages" integer,
	CONSTRAINT "budgets_scope_present" CHECK ("budgets"."scope" <> ''),
	CONSTRAINT "budgets_above_zero" CHECK ("budgets"."probes" > 0 and "budgets"."messages" > 0),
	CONSTRAINT "budgets_say_something" CHECK ("budgets"."probes" is not null or "budgets"."messages" is not null)
);
--> statement-breakpoint
CREATE TABLE "budgets_spent" (
	"workspace" text,
	"what" text NOT NULL,
	"day" date NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "budgets_spent_what_known" CHECK ("budgets_spent"."what" in ('probes', 'messages'))
);
--> statement-breakpoint
ALTER TABLE "budgets_spent" ADD CONSTRAINT "budgets_spent_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "budgets_spent_once" ON "budgets_spent" USING btree ("day","what",coalesce("workspace", ''));--> statement-breakpoint
CREATE INDEX "deliveries_sent" ON "deliveries" USING btree ("settled_at") WHERE "deliveries"."state" = 'sent';
--> statement-breakpoint
COMMENT ON INDEX "budgets_spent_once" IS 'Each once a day.';
--> statement-breakpoint
COMMENT ON INDEX "deliveries_sent" IS 'Messages of today, over all workspaces: the operator''s budget.';
