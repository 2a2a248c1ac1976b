ALTER TABLE "rollups_day" ALTER COLUMN "histogram" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "rollups_hour" ALTER COLUMN "histogram" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "samples" ALTER COLUMN "offsets" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "samples" ALTER COLUMN "latencies" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "samples" ALTER COLUMN "outcomes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "rollups_day" ADD COLUMN "buckets" integer[];--> statement-breakpoint
ALTER TABLE "rollups_hour" ADD COLUMN "buckets" integer[];--> statement-breakpoint
ALTER TABLE "samples" ADD COLUMN "packed" "bytea";--> statement-breakpoint
ALTER TABLE "rollups_day" ADD CONSTRAINT "rollups_day_histogram_once" CHECK (num_nulls("rollups_day"."histogram", "rollups_day"."buckets") = 1 and "rollups_day"."n" >= 1
    and 128 <= all("rollups_day"."buckets"));--> statement-breakpoint
ALTER TABLE "rollups_hour" ADD CONSTRAINT "rollups_hour_histogram_once" CHECK (num_nulls("rollups_hour"."histogram", "rollups_hour"."buckets") = 1 and "rollups_hour"."n" >= 1
    and 128 <= all("rollups_hour"."buckets"));--> statement-breakpoint
-- Without the name of the table: the partitions that are there check it too, by names of their own.
ALTER TABLE "samples" ADD CONSTRAINT "samples_of_a_version" CHECK (case when "v" = 2 then "packed" is not null and octet_length("packed") > "n"
        else num_nulls("offsets", "latencies", "outcomes") = 0 end);
--> statement-breakpoint
CREATE FUNCTION "unpacked_samples"(packed bytea, n integer) RETURNS TABLE (ms integer, code smallint)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
-- Latencies and outcomes of packed samples: what `workers/domain/packing.ts` says of the bytes, but for
-- the offsets, which come last and which a rollup does not need.
DECLARE
  listed integer[] := array_fill(0, ARRAY[n]);
  done integer := 0;
  place integer := 0;
  shift integer := 0;
  byte bigint;
  value bigint := 0;
  last bigint := 0;
BEGIN
  WHILE done < n LOOP
    byte := get_byte(packed, place);
    place := place + 1;
    value := value | ((byte & 127) << shift);
    IF byte > 127 THEN shift := shift + 7; CONTINUE; END IF;
    last := last + CASE WHEN value & 1 = 0 THEN value >> 1 ELSE -(value >> 1) - 1 END;
    done := done + 1;
    listed[done] := last;
    value := 0;
    shift := 0;
  END LOOP;
  done := 0;
  WHILE done < n LOOP
    byte := get_byte(packed, place);
    place := place + 1;
    value := value | ((byte & 127) << shift);
    IF byte > 127 THEN shift := shift + 7; CONTINUE; END IF;
    code := value & 7;
    FOR one IN done + 1 .. done + (value >> 3) LOOP
      ms := listed[one];
      RETURN NEXT;
    END LOOP;
    done := done + (value >> 3);
    value := 0;
    shift := 0;
  END LOOP;
END $$;
--> statement-breakpoint
CREATE FUNCTION "histogram_counts"(histogram integer[], buckets integer[])
RETURNS TABLE (bucket integer, count integer) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Buckets that are not empty, of a histogram in either form; the one that it has not is null.
  SELECT one & 127, one >> 7 FROM unnest(buckets) AS one
  UNION ALL
  SELECT (place - 1)::integer, one FROM unnest(histogram) WITH ORDINALITY AS old (one, place)
    WHERE one > 0
$$;
