CREATE TABLE "shard_moves" (
	"workspace" text PRIMARY KEY NOT NULL,
	"shard" text NOT NULL,
	"reserved" integer NOT NULL,
	"epoch" integer NOT NULL,
	"begun_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shard_moves_room" CHECK ("shard_moves"."reserved" between 1 and 512),
	CONSTRAINT "shard_moves_epoch_positive" CHECK ("shard_moves"."epoch" >= 1)
);
--> statement-breakpoint
ALTER TABLE "shard_assignments" ADD COLUMN "epoch" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "shard_moves" ADD CONSTRAINT "shard_moves_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shard_moves" ADD CONSTRAINT "shard_moves_shard_shards_id_fk" FOREIGN KEY ("shard") REFERENCES "public"."shards"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shard_moves_by_shard" ON "shard_moves" USING btree ("shard");--> statement-breakpoint
COMMENT ON INDEX "shard_moves_by_shard" IS 'Who comes to a shard: its room is taken.';
--> statement-breakpoint
CREATE FUNCTION "shard_taken"(of text) RETURNS integer LANGUAGE sql STABLE AS $$
-- Room of a shard that is taken: by those in it, and by those on their way to it.
  SELECT (coalesce((SELECT sum(reserved) FROM shard_assignments WHERE shard = of), 0)
    + coalesce((SELECT sum(reserved) FROM shard_moves WHERE shard = of), 0))::integer
$$;
--> statement-breakpoint
CREATE FUNCTION "shard_with_room"(room integer, other text) RETURNS text LANGUAGE plpgsql AS $$
-- The fullest shard that has room, but for one; else a new one. Called under the lock of both below.
DECLARE
  chosen text;
BEGIN
  SELECT s.id INTO chosen FROM shards s
    WHERE s.id IS DISTINCT FROM other AND shard_taken(s.id) + room <= 512
    ORDER BY shard_taken(s.id) DESC, s.id LIMIT 1;
  IF NOT FOUND THEN
    INSERT INTO shards (id) VALUES ('shard-' || nextval('shard_numbers')) RETURNING id INTO chosen;
  END IF;
  RETURN chosen;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "assign_shard"(tenant text, room integer) RETURNS text LANGUAGE plpgsql AS $$
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
  chosen := shard_with_room(room, NULL);
  INSERT INTO shard_assignments (workspace, shard, reserved) VALUES (tenant, chosen, room);
  RETURN chosen;
END $$;
--> statement-breakpoint
CREATE FUNCTION "reserve_room"(tenant text, room integer) RETURNS void LANGUAGE plpgsql AS $$
-- The room that a workspace needs from now on: of its shard where that has as much, else of another,
-- to which it is to move. One on its way is looked at again when it is there.
DECLARE
  held shard_assignments;
  chosen text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('assign_shard'));
  SELECT * INTO held FROM shard_assignments WHERE workspace = tenant;
  IF NOT FOUND OR EXISTS (SELECT FROM shard_moves WHERE workspace = tenant) THEN RETURN; END IF;
  IF room <= held.reserved OR shard_taken(held.shard) - held.reserved + room <= 512 THEN
    UPDATE shard_assignments SET reserved = room WHERE workspace = tenant;
    RETURN;
  END IF;
  chosen := shard_with_room(room, held.shard);
  INSERT INTO shard_moves (workspace, shard, reserved, epoch)
    VALUES (tenant, chosen, room, held.epoch + 1);
END $$;
