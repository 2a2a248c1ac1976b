CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"channel" text NOT NULL,
	"incident" text,
	"check_id" text,
	"level" text NOT NULL,
	"state" text NOT NULL,
	"why" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"begun" integer NOT NULL,
	"attempts" integer NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "deliveries_id_own" CHECK (split_part("deliveries"."id", '_', 1) = 'dlv' and split_part("deliveries"."id", '_', 2) = "deliveries"."workspace"),
	CONSTRAINT "deliveries_state_known" CHECK ("deliveries"."state" in ('pending', 'sent', 'dead', 'dropped')),
	CONSTRAINT "deliveries_level_known" CHECK ("deliveries"."level" in ('info', 'warning', 'critical')),
	CONSTRAINT "deliveries_settled_when_over" CHECK (("deliveries"."state" = 'pending') = ("deliveries"."settled_at" is null)),
	CONSTRAINT "deliveries_counts_positive" CHECK ("deliveries"."begun" >= 0 and "deliveries"."attempts" >= 0)
);
--> statement-breakpoint
CREATE TABLE "incident_events" (
	"incident" text NOT NULL,
	"sequence" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"level" text NOT NULL,
	"incident_kind" text NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "incident_events_key" PRIMARY KEY("incident","sequence"),
	CONSTRAINT "incident_events_sequence_positive" CHECK ("incident_events"."sequence" >= 1),
	CONSTRAINT "incident_events_level_known" CHECK ("incident_events"."level" in ('info', 'warning', 'critical')),
	CONSTRAINT "incident_events_kind_known" CHECK ("incident_events"."incident_kind" in ('down', 'regional', 'slow', 'blocked', 'unstable', 'certificate', 'content', 'domain', 'silent', 'host', 'node'))
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"check_id" text,
	"location" text,
	"kind" text NOT NULL,
	"incident_group" text NOT NULL,
	"level" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"resolved_how" text,
	"downtime_seconds" integer,
	"acknowledged_at" timestamp (3) with time zone,
	"acknowledged_level" text,
	"sequence" integer NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "incidents_id_own" CHECK (split_part("incidents"."id", '_', 1) = 'inc' and split_part("incidents"."id", '_', 2) = "incidents"."workspace"),
	CONSTRAINT "incidents_about_something" CHECK (num_nonnulls("incidents"."check_id", "incidents"."location") >= 1),
	CONSTRAINT "incidents_level_known" CHECK ("incidents"."level" in ('info', 'warning', 'critical')),
	CONSTRAINT "incidents_kind_in_group" CHECK (("incident_group" = 'health' and "kind" in ('down', 'regional', 'slow', 'blocked', 'unstable', 'content')) or ("incident_group" = 'certificate' and "kind" in ('certificate')) or ("incident_group" = 'domain' and "kind" in ('domain')) or ("incident_group" = 'silent' and "kind" in ('silent')) or ("incident_group" = 'host' and "kind" in ('host')) or ("incident_group" = 'node' and "kind" in ('node'))),
	CONSTRAINT "incidents_end_says_how" CHECK (("incidents"."resolved_at" is null) = ("incidents"."resolved_how" is null)),
	CONSTRAINT "incidents_downtime_at_end" CHECK ("incidents"."downtime_seconds" is null or ("incidents"."resolved_at" is not null
        and "incidents"."downtime_seconds" >= 0)),
	CONSTRAINT "incidents_acknowledged_whole" CHECK (("incidents"."acknowledged_at" is null) = ("incidents"."acknowledged_level" is null)),
	CONSTRAINT "incidents_sequence_positive" CHECK ("incidents"."sequence" >= 1)
);
--> statement-breakpoint
CREATE TABLE "rounds" (
	"workspace" text NOT NULL,
	"check_id" text NOT NULL,
	"subject" text,
	"number" integer NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"answers" integer NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "rounds_key" UNIQUE NULLS NOT DISTINCT("workspace","check_id","number","started_at","subject"),
	CONSTRAINT "rounds_number_positive" CHECK ("rounds"."number" >= 0 and "rounds"."answers" >= 0)
);
--> statement-breakpoint
CREATE TABLE "suspicions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"check_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"outcome" text NOT NULL,
	"why" text,
	"incident" text,
	"body" jsonb NOT NULL,
	CONSTRAINT "suspicions_id_own" CHECK (split_part("suspicions"."id", '_', 1) = 'sus' and split_part("suspicions"."id", '_', 2) = "suspicions"."workspace"),
	CONSTRAINT "suspicions_outcome_known" CHECK ("suspicions"."outcome" in ('open', 'avoided', 'incident')),
	CONSTRAINT "suspicions_open_has_no_end" CHECK (("suspicions"."outcome" = 'open') = ("suspicions"."ended_at" is null)),
	CONSTRAINT "suspicions_avoided_says_why" CHECK (("suspicions"."outcome" = 'avoided') = ("suspicions"."why" is not null)),
	CONSTRAINT "suspicions_incident_named" CHECK (("suspicions"."outcome" = 'incident') = ("suspicions"."incident" is not null))
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_events" ADD CONSTRAINT "incident_events_incident_incidents_id_fk" FOREIGN KEY ("incident") REFERENCES "public"."incidents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suspicions" ADD CONSTRAINT "suspicions_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_by_workspace" ON "deliveries" USING btree ("workspace","created_at","id");--> statement-breakpoint
CREATE INDEX "deliveries_by_incident" ON "deliveries" USING btree ("incident") WHERE "deliveries"."incident" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_open_of_check" ON "incidents" USING btree ("workspace","check_id","incident_group") WHERE "incidents"."resolved_at" is null and "incidents"."check_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_open_of_location" ON "incidents" USING btree ("workspace","location","incident_group") WHERE "incidents"."resolved_at" is null and "incidents"."check_id" is null;--> statement-breakpoint
CREATE INDEX "incidents_by_workspace" ON "incidents" USING btree ("workspace","opened_at","id");--> statement-breakpoint
CREATE INDEX "incidents_by_check" ON "incidents" USING btree ("workspace","check_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "rounds_by_subject" ON "rounds" USING btree ("workspace","subject","number");--> statement-breakpoint
CREATE INDEX "rounds_by_age" ON "rounds" USING btree ("workspace","started_at");--> statement-breakpoint
CREATE INDEX "suspicions_by_workspace" ON "suspicions" USING btree ("workspace","started_at","id");--> statement-breakpoint
CREATE INDEX "suspicions_by_check" ON "suspicions" USING btree ("workspace","check_id","started_at","id");--> statement-breakpoint
CREATE INDEX "suspicions_by_incident" ON "suspicions" USING btree ("incident") WHERE "suspicions"."incident" is not null;
--> statement-breakpoint
COMMENT ON INDEX "deliveries_by_workspace" IS 'Deliveries of a workspace, newest first, by channel or state.';
--> statement-breakpoint
COMMENT ON INDEX "deliveries_by_incident" IS 'What an incident told.';
--> statement-breakpoint
COMMENT ON INDEX "incidents_one_open_of_check" IS 'A check has one open incident per group.';
--> statement-breakpoint
COMMENT ON INDEX "incidents_one_open_of_location" IS 'A location has one open incident per group and workspace.';
--> statement-breakpoint
COMMENT ON INDEX "incidents_by_workspace" IS 'Incidents of a workspace, newest first; those that are open.';
--> statement-breakpoint
COMMENT ON INDEX "incidents_by_check" IS 'Incidents of a check, newest first; spans for its uptime.';
--> statement-breakpoint
COMMENT ON INDEX "rounds_by_subject" IS 'The evidence of a suspicion or incident.';
--> statement-breakpoint
COMMENT ON INDEX "rounds_by_age" IS 'Upkeep: rounds older than the plan keeps.';
--> statement-breakpoint
COMMENT ON INDEX "suspicions_by_workspace" IS 'The ledger of a workspace, newest first.';
--> statement-breakpoint
COMMENT ON INDEX "suspicions_by_check" IS 'The ledger of a check, newest first.';
--> statement-breakpoint
COMMENT ON INDEX "suspicions_by_incident" IS 'The suspicions an incident grew from: its rounds.';
--> statement-breakpoint
COMMENT ON INDEX "rounds_key" IS 'One row per round and subject; also upkeep by workspace.';
