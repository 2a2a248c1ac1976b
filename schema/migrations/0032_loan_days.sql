ALTER TABLE "loan_days" DROP CONSTRAINT "loan_days_loan";
--> statement-breakpoint
CREATE INDEX "loan_days_by_day" ON "loan_days" USING btree ("day","workspace");--> statement-breakpoint
COMMENT ON INDEX "loan_days_by_day" IS 'What was lent on a day: the operator''s budget, and what a workspace costs.';
