CREATE TABLE "postmortems" (
	"incident" text PRIMARY KEY NOT NULL,
	"workspace" text NOT NULL,
	"version" integer NOT NULL,
	"text" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "postmortems_version_positive" CHECK ("postmortems"."version" >= 1)
);
--> statement-breakpoint
ALTER TABLE "postmortems" ADD CONSTRAINT "postmortems_incident_incidents_id_fk" FOREIGN KEY ("incident") REFERENCES "public"."incidents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postmortems" ADD CONSTRAINT "postmortems_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rollups_hour_by_workspace" ON "rollups_hour" USING btree ("workspace","hour");--> statement-breakpoint
COMMENT ON INDEX "rollups_hour_by_workspace" IS 'The last day of all checks: the overview.';
