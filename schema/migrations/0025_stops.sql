CREATE TABLE "stops" (
	"workspace" text,
	"reason" text NOT NULL,
	"since" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stops_reason_present" CHECK ("stops"."reason" <> '')
);
--> statement-breakpoint
ALTER TABLE "stops" ADD CONSTRAINT "stops_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "stops_one" ON "stops" USING btree (coalesce("workspace", ''));--> statement-breakpoint
COMMENT ON INDEX "stops_one" IS 'One for each workspace, and one for all.';
