CREATE TABLE "failing_probes" (
	"workspace" text NOT NULL,
	"check_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"round" integer NOT NULL,
	"location" text NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "failing_probes_key" PRIMARY KEY("workspace","check_id","at","round","location"),
	CONSTRAINT "failing_probes_round_positive" CHECK ("failing_probes"."round" >= 0),
	CONSTRAINT "failing_probes_body_object" CHECK (jsonb_typeof("failing_probes"."body") = 'object')
);
--> statement-breakpoint
CREATE TABLE "rollups_day" (
	"workspace" text NOT NULL,
	"check_id" text NOT NULL,
	"location" text NOT NULL,
	"day" date NOT NULL,
	"n" integer NOT NULL,
	"pass" integer NOT NULL,
	"slow" integer NOT NULL,
	"fail" integer NOT NULL,
	"blocked" integer NOT NULL,
	"unknown" integer NOT NULL,
	"latency_sum_ms" bigint NOT NULL,
	"latency_max_ms" integer NOT NULL,
	"histogram" integer[] NOT NULL,
	CONSTRAINT "rollups_day_key" PRIMARY KEY("workspace","check_id","day","location"),
	CONSTRAINT "rollups_day_adds_up" CHECK ("rollups_day"."pass" >= 0 and "rollups_day"."slow" >= 0 and "rollups_day"."fail" >= 0 and "rollups_day"."blocked" >= 0 and "rollups_day"."unknown" >= 0 and "rollups_day"."n" = "rollups_day"."pass" + "rollups_day"."slow" + "rollups_day"."fail" + "rollups_day"."blocked" + "rollups_day"."unknown"),
	CONSTRAINT "rollups_day_histogram_whole" CHECK (cardinality("rollups_day"."histogram") = 121 and 0 <= all("rollups_day"."histogram"))
);
--> statement-breakpoint
CREATE TABLE "rollups_hour" (
	"workspace" text NOT NULL,
	"check_id" text NOT NULL,
	"location" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"n" integer NOT NULL,
	"pass" integer NOT NULL,
	"slow" integer NOT NULL,
	"fail" integer NOT NULL,
	"blocked" integer NOT NULL,
	"unknown" integer NOT NULL,
	"latency_sum_ms" bigint NOT NULL,
	"latency_max_ms" integer NOT NULL,
	"histogram" integer[] NOT NULL,
	"rolled" boolean DEFAULT false NOT NULL,
	CONSTRAINT "rollups_hour_key" PRIMARY KEY("workspace","check_id","hour","location"),
	CONSTRAINT "rollups_hour_adds_up" CHECK ("rollups_hour"."pass" >= 0 and "rollups_hour"."slow" >= 0 and "rollups_hour"."fail" >= 0 and "rollups_hour"."blocked" >= 0 and "rollups_hour"."unknown" >= 0 and "rollups_hour"."n" = "rollups_hour"."pass" + "rollups_hour"."slow" + "rollups_hour"."fail" + "rollups_hour"."blocked" + "rollups_hour"."unknown"),
	CONSTRAINT "rollups_hour_histogram_whole" CHECK (cardinality("rollups_hour"."histogram") = 121 and 0 <= all("rollups_hour"."histogram"))
);
--> statement-breakpoint
CREATE TABLE "samples" (
	"v" smallint NOT NULL,
	"workspace" text NOT NULL,
	"check_id" text NOT NULL,
	"location" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"n" integer NOT NULL,
	"offsets" integer[] NOT NULL,
	"latencies" integer[] NOT NULL,
	"outcomes" smallint[] NOT NULL,
	"rolled" boolean DEFAULT false NOT NULL,
	CONSTRAINT "samples_key" PRIMARY KEY("workspace","check_id","hour","location"),
	CONSTRAINT "samples_whole_hour" CHECK (date_trunc('hour', "samples"."hour", 'UTC') = "samples"."hour"),
	CONSTRAINT "samples_in_step" CHECK ("samples"."n" >= 1 and cardinality("samples"."offsets") = "samples"."n" and array_position("samples"."offsets", null) is null and cardinality("samples"."latencies") = "samples"."n" and array_position("samples"."latencies", null) is null and cardinality("samples"."outcomes") = "samples"."n" and array_position("samples"."outcomes", null) is null),
	CONSTRAINT "samples_offsets_range" CHECK (0 <= all("samples"."offsets") and 3600 > all("samples"."offsets")),
	CONSTRAINT "samples_latencies_range" CHECK (0 <= all("samples"."latencies")),
	CONSTRAINT "samples_outcomes_known" CHECK (0 <= all("samples"."outcomes") and 4 >= all("samples"."outcomes"))
) PARTITION BY RANGE ("hour");
--> statement-breakpoint
ALTER TABLE "failing_probes" ADD CONSTRAINT "failing_probes_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollups_day" ADD CONSTRAINT "rollups_day_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollups_hour" ADD CONSTRAINT "rollups_hour_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "samples" ADD CONSTRAINT "samples_workspace_workspaces_id_fk" FOREIGN KEY ("workspace") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rollups_hour_to_roll" ON "rollups_hour" USING btree ("hour") WHERE not "rollups_hour"."rolled";--> statement-breakpoint
CREATE INDEX "samples_to_roll" ON "samples" USING btree ("hour") WHERE not "samples"."rolled";
--> statement-breakpoint
COMMENT ON INDEX "rollups_hour_to_roll" IS 'Rollup: hours whose day does not hold them yet.';
--> statement-breakpoint
COMMENT ON INDEX "samples_to_roll" IS 'Rollup: hours that are over and not rolled up.';
--> statement-breakpoint
CREATE FUNCTION "ensure_samples_partition"(day date) RETURNS boolean LANGUAGE plpgsql AS $$
-- Makes the partition that holds this day's month; false when it was there. It is made apart and
-- attached, so that readers and writers of other months do not wait.
DECLARE
  first date := date_trunc('month', day)::date;
  next date := (first + interval '1 month')::date;
  part text := 'samples_' || to_char(first, 'YYYY_MM');
BEGIN
  IF to_regclass(quote_ident(part)) IS NOT NULL THEN RETURN false; END IF;
  IF day < date '2020-01-01' OR day >= date '2100-01-01' THEN
    RAISE EXCEPTION 'no samples are kept for %', day USING ERRCODE = 'check_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_samples_partition'));
  IF to_regclass(quote_ident(part)) IS NOT NULL THEN RETURN false; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE samples INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part);
  EXECUTE format(
    'ALTER TABLE samples ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
    part, first::text || ' 00:00:00+00', next::text || ' 00:00:00+00');
  RETURN true;
END $$;
--> statement-breakpoint
CREATE FUNCTION "drop_samples_partitions_before"(day date) RETURNS integer LANGUAGE plpgsql AS $$
-- Drops the months that ended before this day's month began; answers how many.
DECLARE
  part record;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'samples'::regclass AND c.relname ~ '^samples_\d{4}_\d{2}$'
      AND to_date(substr(c.relname, 9), 'YYYY_MM') < date_trunc('month', day)::date
  LOOP
    EXECUTE format('DROP TABLE %I', part.name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
--> statement-breakpoint
CREATE FUNCTION "merge_histograms"(a integer[], b integer[]) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- Adds two histograms bucket by bucket; nothing is the same as all zeros.
RETURN CASE WHEN a IS NULL THEN b WHEN b IS NULL THEN a ELSE ARRAY(
  SELECT coalesce(x, 0) + coalesce(y, 0)
  FROM unnest(a, b) WITH ORDINALITY AS bucket(x, y, place) ORDER BY place) END;
--> statement-breakpoint
CREATE AGGREGATE "sum_histograms"(integer[]) (SFUNC = merge_histograms, STYPE = integer[]);
