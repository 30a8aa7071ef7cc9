// Whole rehearsals: a production, what is captured of it, a change, and what is answered.
#include "rehearse/rehearse.h"

#include <algorithm>

#include "base/text.h"
#include "judge/verdict.h"
#include "support/rehearsing.h"

namespace ante::tests {
namespace {

using rehearse::Fate;

class Rehearsals : public Rehearsing {};
INSTANTIATE_TEST_SUITE_P(Majors, Rehearsals, testing::ValuesIn(tested_majors()),
                         [](auto& major) { return fmt::format("On{}", major.param); });

constexpr const char* submissions = R"sql(
CREATE TABLE submission AS SELECT n AS id, n % 100 AS pupil, md5(n::text) AS body FROM generate_series(1, 20000) n;
CREATE INDEX ON submission (pupil);
CREATE TABLE payroll (id int, amount numeric);
INSERT INTO payroll SELECT n, n FROM generate_series(1, 100) n)sql";

// Rows of the lab hold values of production's statistics, and the server likes to quote what it refuses.
TEST_P(Rehearsals, NoValueOfProductionIsShown) {
  auto snapshot = captured(R"sql(
CREATE TABLE person AS SELECT n AS id, (ARRAY['Ann Archer', 'Bob Baker', 'Cid Cook'])[1 + n % 3] AS name
  FROM generate_series(1, 3000) n)sql",
                           "ANALYZE");
  auto told = rehearsed(snapshot, {"ALTER TABLE person ALTER name TYPE int USING name::int"});
  ASSERT_TRUE(told.statements[0].on_rows.error);
  EXPECT_EQ(told.statements[0].on_rows.error->what, "invalid input syntax for type integer: \"…\"");
}

TEST_P(Rehearsals, TablespaceOfProductionIsUndecided) {
  auto told = rehearsed(captured(submissions, "ANALYZE"), {"CREATE INDEX ON submission (id) TABLESPACE fast_disks"});
  EXPECT_TRUE(says(told.not_looked_at, "names a tablespace"));
  EXPECT_EQ(judge::judge(told).exit, Exit::undecided);
}

TEST_P(Rehearsals, InsertThatLeavesOutWhatMustBeGivenIsRefused) {
  auto snapshot = captured(submissions, "ANALYZE");
  std::string whole = "INSERT INTO payroll (id, amount) VALUES ($1, $2)",
              part = "INSERT INTO payroll (amount) VALUES ($1)",
              many = "INSERT INTO payroll (amount) SELECT amount FROM payroll WHERE id < $1";
  for (auto* text : {&whole, &part, &many}) add_query(snapshot, *text);
  auto result = rehearsed(snapshot, {"ALTER TABLE payroll ALTER id SET NOT NULL"});
  for (auto& query : result.queries)
    EXPECT_EQ(query.leaves_out, query.text == whole ? std::vector<std::string>{} : std::vector<std::string>{"id"})
        << query.text;
  auto findings = judge::judge(result).findings;
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].kind, "insert-refused");
  EXPECT_EQ(findings[0].place, "change.sql:1");
  result =
      rehearsed(snapshot, {"CREATE FUNCTION number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.id = 1; RETURN "
                           "new; END $$",
                           "CREATE TRIGGER number BEFORE INSERT ON payroll FOR EACH ROW EXECUTE FUNCTION number()",
                           "ALTER TABLE payroll ALTER id SET NOT NULL"});
  for (auto& query : result.queries) EXPECT_TRUE(query.leaves_out.empty()) << "a trigger gives it one";
}

TEST_P(Rehearsals, InvalidIndexThatIsKeptIsSeen) {
  auto snapshot = captured(submissions,
                           "CREATE INDEX half ON submission (body); UPDATE pg_index SET indisvalid = false "
                           "WHERE indexrelid = 'half'::regclass; ANALYZE");
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1");
  auto change = migration({"CREATE INDEX CONCURRENTLY IF NOT EXISTS half ON submission (body)"});
  change.in_transaction = false;
  auto result = rehearsed_as(snapshot, change);
  EXPECT_EQ(judge::judge(result).findings.at(0).kind, "invalid-index-kept");
}

TEST_P(Rehearsals, HarmlessChangeIsFine) {
  auto snapshot = captured(submissions, "ANALYZE");
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1");
  auto result = rehearsed(snapshot, {"ALTER TABLE payroll ADD note text"});
  for (auto& line : result.not_looked_at) ADD_FAILURE() << line;
  EXPECT_EQ(judge::judge(result).exit, Exit::fine);
}

// CREATE OR REPLACE takes ACCESS EXCLUSIVE on the view, and its readers wait behind it.
TEST_P(Rehearsals, ViewThatIsReadIsWantedLikeATable) {
  auto snapshot =
      captured(std::string(submissions) + ";CREATE VIEW handed_in AS SELECT id, pupil FROM submission", "ANALYZE");
  std::string replaced = "CREATE OR REPLACE VIEW handed_in AS SELECT id, pupil, body FROM submission";
  EXPECT_EQ(judge::judge(rehearsed(snapshot, {replaced})).findings.size(), 0u) << "nobody reads it";
  add_query(snapshot, "SELECT id FROM handed_in WHERE pupil = $1");
  auto findings = judge::judge(rehearsed(snapshot, {replaced})).findings;
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, "lock-queue");
  EXPECT_EQ(judge::judge(rehearsed(snapshot, {"SET lock_timeout = '2s'", replaced})).findings.size(), 0u);
}

TEST_P(Rehearsals, PartitionOfAMonthToComeIsEmpty) {
  auto snapshot = captured(R"sql(
CREATE TABLE entry (month int, text text) PARTITION BY RANGE (month);
CREATE TABLE entry_1 PARTITION OF entry FOR VALUES FROM (1) TO (2);
INSERT INTO entry SELECT 1, 'note ' || n FROM generate_series(1, 5000) n)sql",
                           "ANALYZE");
  add_query(snapshot, "SELECT text FROM entry WHERE text LIKE $1");
  std::string made = "CREATE TABLE entry_2 PARTITION OF entry FOR VALUES FROM (2) TO (3)";
  EXPECT_TRUE(rehearsed(snapshot, {made}).not_looked_at.empty());
  auto filled = rehearsed(snapshot, {made, "INSERT INTO entry_2 SELECT 2, text FROM entry_1"});
  EXPECT_TRUE(says(filled.not_looked_at, "how many rows it will have is not known"));
}

TEST_P(Rehearsals, SequenceIsWantedByThoseWhoFillItsTable) {
  auto snapshot = captured("CREATE TABLE note (id bigint GENERATED BY DEFAULT AS IDENTITY, body text)", "ANALYZE");
  add_query(snapshot, "UPDATE note SET body = $1 WHERE id = $2");
  std::string change = "ALTER SEQUENCE note_id_seq CACHE 50";
  EXPECT_EQ(judge::judge(rehearsed(snapshot, {change})).findings.size(), 0u) << "nobody draws a number";
  add_query(snapshot, "INSERT INTO note (body) VALUES ($1)");
  auto findings = judge::judge(rehearsed(snapshot, {change})).findings;
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].kind, "lock-queue");
}

TEST_P(Rehearsals, TableThatTakesAnothersPlaceIsNotTakenForEmpty) {
  auto snapshot = captured(submissions, "ANALYZE");
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1");
  auto result = rehearsed(snapshot, {"CREATE TABLE s2 (LIKE submission)", "INSERT INTO s2 SELECT * FROM submission",
                                     "DROP TABLE submission", "ALTER TABLE s2 RENAME TO submission"});
  ASSERT_EQ(result.queries.size(), 1u);
  EXPECT_EQ(result.queries[0].fate, Fate::not_judged);
  EXPECT_EQ(judge::judge(result).exit, Exit::undecided);
}

TEST_P(Rehearsals, TableThatIsFilledAgainIsNotTakenForEmpty) {
  auto snapshot = captured(submissions, "ANALYZE");
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1");
  auto emptied = rehearsed(snapshot, {"TRUNCATE submission"});
  EXPECT_EQ(emptied.queries.at(0).fate, Fate::better);
  auto filled = rehearsed(snapshot, {"CREATE TEMP TABLE aside AS SELECT * FROM submission", "TRUNCATE submission",
                                     "INSERT INTO submission SELECT * FROM aside"});
  EXPECT_EQ(filled.queries.at(0).fate, Fate::not_judged);
}

TEST_P(Rehearsals, WhatIsClosedInTheLabIsNotHeldAgainstAChange) {
  auto snapshot = captured(submissions,
                           "CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw; CREATE "
                           "FOREIGN TABLE public.passwords (line text) SERVER files OPTIONS (filename '/etc/passwd'); "
                           "GRANT SELECT ON public.passwords TO app; CREATE ROLE boss SUPERUSER LOGIN; ANALYZE "
                           "public.submission");
  add_query(snapshot, "SELECT * FROM passwords");
  add_query(snapshot, "SELECT * FROM pg_ls_dir($1)", "boss");
  auto result = rehearsed(snapshot, {"ALTER TABLE payroll ADD note text"});
  EXPECT_EQ(std::ranges::count(result.queries, Fate::breaks, &rehearse::QueryOutcome::fate), 0);
  EXPECT_EQ(judge::judge(result).exit, Exit::undecided);
}

TEST_P(Rehearsals, UserWithAQuotedNamePlansAsItself) {
  auto snapshot = captured(submissions,
                           "CREATE SCHEMA apart; CREATE TABLE apart.only_here (id int); CREATE ROLE \"my-app\" LOGIN; "
                           "GRANT USAGE ON SCHEMA apart TO \"my-app\"; GRANT SELECT ON apart.only_here TO \"my-app\"; "
                           "ALTER ROLE \"my-app\" SET search_path = apart; ANALYZE");
  add_query(snapshot, "SELECT * FROM only_here", "\"my-app\"");
  add_query(snapshot, "SELECT * FROM public.submission", "gone");
  auto result = rehearsed(snapshot, {"ALTER TABLE payroll ADD note text"});
  EXPECT_EQ(std::ranges::count(result.queries, Fate::unchanged, &rehearse::QueryOutcome::fate), 2);
  EXPECT_TRUE(says(result.notes, "no role gone"));
}

TEST_P(Rehearsals, GapThatDecidesNothingLeavesAnAnswerFine) {
  auto snapshot = captured(submissions,
                           "ANALYZE; CREATE ROLE looker LOGIN; GRANT pg_monitor TO looker; GRANT SELECT ON "
                           "public.submission TO looker",
                           "looker");
  EXPECT_TRUE(std::ranges::any_of(snapshot.blind_spots, [](auto& spot) { return spot.about == "figures"; }));
  EXPECT_TRUE(std::ranges::any_of(snapshot.blind_spots, [](auto& spot) { return contains(spot.what, "payroll"); }));
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1");
  auto fine = rehearsed(snapshot, {"ALTER TABLE submission ADD note text"});
  for (auto& line : fine.not_looked_at) ADD_FAILURE() << line;
  auto open = rehearsed(snapshot, {"ALTER TABLE payroll ADD note text"});
  EXPECT_TRUE(says(open.not_looked_at, "payroll"));
}

TEST_P(Rehearsals, WhatCannotBeMadeAgainIsSaid) {
  auto snapshot = captured(submissions, "ANALYZE");
  snapshot.catalog.unsupported = {{"text search parser", "public.own"}, {"subscription", "feed"}};
  auto result = rehearsed(snapshot, {"ALTER TABLE payroll ADD note text"});
  EXPECT_TRUE(says(result.not_looked_at, "public.own"));
  EXPECT_TRUE(says(result.notes, "feed"));
}

TEST_P(Rehearsals, ConstantsWhoseTypesNobodyTellsAreGivenOne) {
  auto snapshot = captured(submissions, "ANALYZE");
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1 + $2 % $3");
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1 % $2 + $3 % $4 AND body = $5");
  add_query(snapshot, "SELECT * FROM submission WHERE $1 IS NULL OR pupil = $2");
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1 + $2 AND no_such_column = $3");
  auto result = rehearsed(snapshot, {"ALTER TABLE payroll ADD note text"});
  EXPECT_EQ(std::ranges::count(result.queries, Fate::unchanged, &rehearse::QueryOutcome::fate), 3);
  EXPECT_TRUE(says(result.notes, "types of constants are assumed"));
  EXPECT_EQ(std::ranges::count(result.queries, Fate::not_judged, &rehearse::QueryOutcome::fate), 1)
      << "a wrong query stays wrong";
}

TEST_P(Rehearsals, AnswerWithOtherColumnsIsSaid) {
  auto snapshot = captured(submissions, "ANALYZE");
  add_query(snapshot, "SELECT * FROM submission WHERE pupil = $1");
  add_query(snapshot, "SELECT id FROM submission WHERE pupil = $1");
  add_query(snapshot, "SELECT count(*) FROM submission");
  add_query(snapshot, "UPDATE submission SET body = $1 WHERE id = $2");
  auto result = rehearsed(snapshot, {"ALTER TABLE submission ALTER id TYPE bigint, ADD note varchar(20), DROP body"});
  auto of = [&](std::string_view begin) {
    return std::ranges::find_if(result.queries, [&](auto& query) { return query.text.starts_with(begin); })
        ->answers_otherwise;
  };
  EXPECT_EQ(of("SELECT *"),
            (std::vector<std::string>{"column id: integer → bigint", "column body is gone", "column note is new"}));
  EXPECT_EQ(of("SELECT id"), (std::vector<std::string>{"column id: integer → bigint"}));
  EXPECT_TRUE(of("SELECT count").empty());
  EXPECT_TRUE(of("UPDATE").empty());
}

// What an application's new version asks: refused, read from end to end, found by an index, or not before the change.
TEST_P(Rehearsals, NewQueriesAreJudgedAfterTheChangeAndBeforeIt) {
  auto snapshot =
      captured(R"sql(
CREATE TABLE attempt AS SELECT n AS id, 'm' || n % 5000 AS handle, n % 9 = 0 AS failed FROM generate_series(1, 150000) n;
CREATE TABLE place AS SELECT n AS id, n % 20 AS kind FROM generate_series(1, 15000) n;
CREATE TABLE small AS SELECT n AS id FROM generate_series(1, 500) n)sql",
               "GRANT SELECT ON ALL TABLES IN SCHEMA public TO app; CREATE SCHEMA other; CREATE TABLE "
               "other.small (name text); GRANT USAGE ON SCHEMA other TO app; GRANT SELECT ON other.small TO "
               "app; ANALYZE");
  add_query(snapshot, "SELECT count(*) FROM attempt");
  std::string scans = "SELECT count(*) FROM attempt WHERE handle = $1 AND NOT failed";
  auto asked = [&](const std::vector<std::string>& change, const std::vector<std::string>& texts,
                   std::vector<std::pair<std::string, std::string>> settings = {}) {
    return judged(snapshot, change, texts, std::move(settings));
  };
  auto bad = asked({"ALTER TABLE small ADD note text"},
                   {scans, "SELECT id FROM place WHERE kind = $1", "SELECT note FROM small", "SELECT name FROM small",
                    "SELECT count(*) FROM attempt", "SELECT id FROM small WHERE id = $1"});
  EXPECT_EQ(judge::judge(bad).exit, Exit::blocked);
  ASSERT_EQ(bad.new_queries.size(), 5u) << "what production has is not new";
  EXPECT_TRUE(of(bad, scans).blocks());
  ASSERT_EQ(of(bad, scans).remedies.size(), 1u);
  EXPECT_EQ(of(bad, scans).remedies[0].sql, "CREATE INDEX CONCURRENTLY ON public.attempt (handle)");
  EXPECT_LT(of(bad, scans).remedies[0].cost, of(bad, scans).plan->cost / 10);
  EXPECT_GT(of(bad, scans).remedies[0].size.count, 500'000);
  EXPECT_FALSE(of(bad, "SELECT id FROM place WHERE kind = $1").reads.empty());
  EXPECT_FALSE(of(bad, "SELECT id FROM place WHERE kind = $1").blocks());
  EXPECT_TRUE(of(bad, "SELECT note FROM small").needs_the_change);
  EXPECT_FALSE(of(bad, "SELECT id FROM small WHERE id = $1").needs_the_change);
  EXPECT_TRUE(of(bad, "SELECT name FROM small").breaks);
  auto good = asked({"CREATE INDEX ON attempt (handle)"}, {scans, "SELECT name FROM small"},
                    {{"search_path", "other, public"}});
  EXPECT_EQ(judge::judge(good).exit, Exit::fine);
  EXPECT_TRUE(of(good, scans).reads.empty());
}

// Where a whole table is read, and where it only looks so.
TEST_P(Rehearsals, NewQueriesReadWholeTablesInManyWays) {
  auto snapshot = captured(R"sql(
CREATE TABLE event (id int, at date, kind text, host int) PARTITION BY HASH (host);
CREATE TABLE event_0 PARTITION OF event FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE event_1 PARTITION OF event FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE event_2 PARTITION OF event FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO event SELECT n, current_date, 'k' || n, n % 100 FROM generate_series(1, 150000) n;
CREATE TABLE outbox (id int PRIMARY KEY, topic int, file text);
INSERT INTO outbox SELECT n, n % 20, 'f' || n FROM generate_series(1, 150000) n;
CREATE TABLE handed_in AS SELECT now() - n * interval '1 minute' AS at, n % 40000 AS pupil, repeat('x', 200) AS body FROM
  generate_series(1, 150000) n;
CREATE INDEX ON handed_in (at, pupil);
CREATE TABLE old_name AS SELECT n AS id, 'x' || n AS code FROM generate_series(1, 150000) n;
CREATE TABLE log AS SELECT n AS id, 'x' || n AS code, now() AS at FROM generate_series(1, 150000) n)sql",
                           "CREATE SCHEMA archive; CREATE TABLE archive.note AS SELECT n AS id FROM generate_series(1, "
                           "150000) n; CREATE TABLE public.note AS SELECT n AS id FROM generate_series(1, 50) n; GRANT "
                           "SELECT ON ALL TABLES IN SCHEMA public TO app; ANALYZE");
  add_query(snapshot, "SELECT id FROM log WHERE code = $1 AND at > now() - $2::interval");
  std::string parts = "SELECT id FROM event WHERE kind = $1", one_part = parts + " AND host = $2",
              in_index = "SELECT body FROM handed_in WHERE pupil = $1 ORDER BY at DESC",
              in_order = "SELECT id FROM outbox WHERE file = $1 ORDER BY id LIMIT 1",
              limited = "SELECT file FROM outbox WHERE topic = $1 LIMIT 10",
              joined = "SELECT o.id FROM note n JOIN outbox o ON o.file = $1 AND o.topic = n.id",
              small = "SELECT id FROM note WHERE id = $1", renamed = "SELECT code, id FROM new_name WHERE code = $1",
              as_today =
                  "SELECT l.id, code FROM log l LEFT JOIN note ON note.id = l.id WHERE code = $1 AND at > now() - "
                  "interval '1 day'",
              made = "SELECT id FROM made WHERE id = $1",
              by_setting = "SELECT id FROM note WHERE id = current_setting('app.tenant')::int";
  auto result =
      judged(snapshot,
             {"ALTER TABLE old_name RENAME TO new_name", "CREATE TABLE made AS SELECT * FROM outbox",
              "GRANT SELECT ON made TO app"},
             {parts, one_part, in_index, in_order, limited, joined, small, renamed, as_today, made, by_setting});
  ASSERT_EQ(of(result, parts).reads.size(), 1u) << "its parts are one table";
  EXPECT_EQ(of(result, parts).reads[0].table, "public.event");
  EXPECT_NEAR(of(result, parts).reads[0].rows, 150'000, 15'000);
  EXPECT_TRUE(of(result, parts).blocks());
  EXPECT_TRUE(of(result, parts).remedies.empty());
  ASSERT_EQ(of(result, one_part).reads.size(), 1u);
  EXPECT_LT(of(result, one_part).reads[0].rows, 100'000);
  EXPECT_FALSE(of(result, one_part).blocks());
  ASSERT_TRUE(of(result, in_index).plan);
  EXPECT_NE(of(result, in_index).plan->what.find("Index Scan"), std::string::npos);
  EXPECT_TRUE(of(result, in_index).blocks()) << "the index has the pupil, but not where he could be looked up";
  ASSERT_FALSE(of(result, in_index).remedies.empty());
  EXPECT_EQ(of(result, in_index).remedies[0].sql, "CREATE INDEX CONCURRENTLY ON public.handed_in (pupil)");
  EXPECT_TRUE(of(result, in_order).blocks()) << "whether by its own order or by an index's";
  EXPECT_TRUE(of(result, limited).reads.empty());
  EXPECT_TRUE(of(result, joined).blocks());
  ASSERT_FALSE(of(result, joined).remedies.empty()) << "the alias is not the column's";
  EXPECT_TRUE(of(result, small).reads.empty()) << "the archive has another of that name";
  EXPECT_TRUE(of(result, renamed).blocks());
  ASSERT_EQ(of(result, as_today).reads.size(), 1u);
  EXPECT_FALSE(of(result, as_today).blocks()) << "production lives with it";
  EXPECT_FALSE(of(result, by_setting).breaks);
  EXPECT_TRUE(says(result.not_looked_at, "the change fills made"));
  EXPECT_EQ(of(result, made).blocks(), false);
}

// Of which every hundredth is no SQL at all: a cut-off text, bytes that are no UTF-8, brackets without an end.
TEST_P(Rehearsals, TwentyThousandShapesAreJudgedAndRubbishIsSaidInALine) {
  auto snapshot = captured(submissions, "ANALYZE");
  const std::vector<std::string> rubbish{"SELECT id FROM submission WHERE pupil = ANY (ARRAY[$1, $2, ...",
                                         "SELECT '\xff\xfe' FROM submission",
                                         std::string("SELECT id\0FROM submission", 24),
                                         "SELECT " + std::string(100'000, '(') + "id FROM submission",
                                         "<insufficient privilege>",
                                         ""};
  constexpr std::size_t shapes = 20'000, each = 100;
  for (std::size_t i = 0; i < shapes; ++i)
    add_query(snapshot, i % each == 0 ? rubbish[i / each % rubbish.size()]
                                      : fmt::format("SELECT {} AS a{} FROM {} WHERE id = $1", i % 2 ? "body" : "pupil",
                                                    i, "submission"));
  auto told = rehearsed(snapshot, {"ALTER TABLE submission DROP COLUMN body"});
  ASSERT_EQ(told.queries.size(), shapes);
  EXPECT_EQ(std::ranges::count(told.queries, Fate::breaks, &rehearse::QueryOutcome::fate), shapes / 2);
  EXPECT_EQ(std::ranges::count(told.queries, Fate::not_judged, &rehearse::QueryOutcome::fate), shapes / each);
  EXPECT_LT(told.not_looked_at.size() + told.notes.size(), 10u);
  EXPECT_EQ(judge::judge(told).exit, Exit::blocked);
}

TEST_P(Rehearsals, WhatWeStoppedIsUndecided) {
  auto snapshot = captured(submissions, "ANALYZE");
  auto result = rehearsed(snapshot, {"SELECT pg_sleep(20)"});
  EXPECT_EQ(judge::judge(result).exit, Exit::undecided);
}

}  // namespace
}  // namespace ante::tests
