CREATE TABLE "shard_assignments" (
	"workspace" text PRIMARY KEY NOT NULL,
	"shard" text NOT NULL,
	"reserved" integer NOT NULL,
	"assigned_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shard_assignments_room" CHECK ("shard_assignments"."reserved" between 1 and 512)
);
--> statement-breakpoint
CREATE TABLE "shards" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shards_id_shape" CHECK ("shards"."id" ~ '^shard-[0-9]+$')
);
--> statement-breakpoint
ALTER TABLE "shard_assignments" ADD CONSTRAINT "shard_assignments_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shard_assignments" ADD CONSTRAINT "shard_assignments_shard_shards_id_fk" FOREIGN KEY ("shard") REFERENCES "public"."shards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shard_assignments_by_shard" ON "shard_assignments" USING btree ("shard");
--> statement-breakpoint
COMMENT ON INDEX "shard_assignments_by_shard" IS 'The workspaces of a shard: which has room, and what cron reconciles.';
--> statement-breakpoint
CREATE SEQUENCE "shard_numbers";
--> statement-breakpoint
CREATE FUNCTION "assign_shard"(tenant text, room integer) RETURNS text LANGUAGE plpgsql AS $$
-- The shard of a workspace; the fullest one that has room when it has none yet, else a new one.
-- One at a time, so that two workspaces never take the same room. Each statement in here sees
-- what those before it in line have committed.
DECLARE
  chosen text;
BEGIN
  SELECT shard INTO chosen FROM shard_assignments WHERE workspace = tenant;
  IF FOUND THEN RETURN chosen; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('assign_shard'));
  SELECT shard INTO chosen FROM shard_assignments WHERE workspace = tenant;
  IF FOUND THEN RETURN chosen; END IF;
  SELECT s.id INTO chosen FROM shards s LEFT JOIN shard_assignments a ON a.shard = s.id
    GROUP BY s.id HAVING coalesce(sum(a.reserved), 0) + room <= 512
    ORDER BY coalesce(sum(a.reserved), 0) DESC, s.id LIMIT 1;
  IF NOT FOUND THEN
    INSERT INTO shards (id) VALUES ('shard-' || nextval('shard_numbers')) RETURNING id INTO chosen;
  END IF;
  INSERT INTO shard_assignments (workspace, shard, reserved) VALUES (tenant, chosen, room);
  RETURN chosen;
END $$;
