#include "sql/statement.h"

#include <gtest/gtest.h>

#include <thread>

namespace ante::sql {
namespace {

std::vector<std::string> texts(std::string_view script) {
  auto statements = split_statements(script);
  EXPECT_TRUE(statements) << (statements ? "" : statements.error().what);
  std::vector<std::string> result;
  if (statements)
    for (auto& statement : *statements) result.push_back(statement.text);
  return result;
}

std::string normal(std::string_view statement) {
  auto result = normalise(statement);
  return result ? *result : "error: " + result.error().what;
}
std::string by_tokens(std::string_view statement) {
  auto result = normalise_by_tokens(statement);
  return result ? *result : "error: " + result.error().what;
}
std::string print(std::string_view statement) {
  auto result = fingerprint(statement);
  return result ? *result : "error: " + result.error().what;
}

std::string chain(int length) {
  std::string sql = "SELECT 1";
  for (int i = 0; i < length; ++i) sql += "+1";
  return sql;
}

using Texts = std::vector<std::string>;

TEST(Split, SemicolonsEndStatements) {
  EXPECT_EQ(texts("SELECT 1; SELECT 2 ;\nSELECT 3"), (Texts{"SELECT 1", "SELECT 2", "SELECT 3"}));
}

TEST(Split, NothingIsNoStatement) {
  EXPECT_EQ(texts(""), Texts{});
  EXPECT_EQ(texts(" ;; ; -- only a comment\n"), Texts{});
}

TEST(Split, SemicolonsInStringsAndCommentsAndBodiesDoNotEndStatements) {
  EXPECT_EQ(texts("SELECT ';', $x$;$x$ /* ; */; SELECT 2").size(), 2u);
  EXPECT_EQ(texts("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3").size(), 2u);
  EXPECT_EQ(
      texts("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END; SELECT 3")
          .size(),
      2u);
}

TEST(Split, WhatDoesNotParseIsStillSplit) {
  EXPECT_EQ(texts("SELECT 1; FROBNICATE t WITH ';'; SELECT 2"),
            (Texts{"SELECT 1", "FROBNICATE t WITH ';'", "SELECT 2"}));
  EXPECT_EQ(texts("FROBNICATE; CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true "
                  "THEN 1 END; END; "
                  "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3")
                .size(),
            4u);
  EXPECT_EQ(texts("FROBNICATE; BEGIN; SELECT 1; END; SELECT 2").size(), 5u);
}

TEST(Split, AStatementBeginsAfterTheCommentsBeforeIt) {
  auto statements = split_statements("-- first\nSELECT 1;\n\n/* second\n */ SELECT /* kept */ 2;\n");
  ASSERT_TRUE(statements);
  ASSERT_EQ(statements->size(), 2u);
  EXPECT_EQ((*statements)[0].line, 2);
  EXPECT_EQ((*statements)[0].offset, 9u);
  EXPECT_EQ((*statements)[1].line, 5);
  EXPECT_EQ((*statements)[1].text, "SELECT /* kept */ 2");
}

TEST(Split, UnterminatedStringIsAnError) { EXPECT_FALSE(split_statements("SELECT 'abc")); }

TEST(Normalise, ConstantsBecomeParameters) {
  EXPECT_EQ(normal("SELECT * FROM t WHERE a = 'x' AND b = -5 AND c = 1.5e3 LIMIT 10"),
            "SELECT * FROM t WHERE a = $1 AND b = $2 AND c = $3 LIMIT $4");
  EXPECT_EQ(normal("SELECT E'a\\'b', U&'d\\0061t', B'101', X'1F', $tag$ab'c$tag$, 'a''b', N'x'"),
            "SELECT $1, $2, $3, $4, $5, $6, $7");
  EXPECT_EQ(normal("SELECT 1 IN (1, 2, -3)"), "SELECT $1 IN ($2, $3, $4)");
}

TEST(Normalise, TypedLiteralsLoseTheirValue) {
  EXPECT_EQ(normal("SELECT interval '1 day', date '2020-01-01', timestamp with time zone '2020-01-01', my.type 'x'"),
            "SELECT interval $1, date $2, timestamp with time zone $3, my.type $4");
}

TEST(Normalise, ConstantsThatTouchWordsAreSetApart) {
  EXPECT_EQ(normal("SELECT date'2020-01-01'AS a,N'x'b"), "SELECT date $1 AS a,$2 b");
  EXPECT_EQ(by_tokens("SELECT date'2020-01-01'AS a,N'x'b"), "SELECT date $1 AS a,$2 b");
}

TEST(Normalise, NumberingContinuesAfterExistingParameters) {
  EXPECT_EQ(normal("SELECT $3, 5, $1, 'x'"), "SELECT $3, $4, $1, $5");
  EXPECT_EQ(by_tokens("SELECT $3, 5, $1, 'x'"), "SELECT $3, $4, $1, $5");
}

TEST(Normalise, CommentsAreGone) {
  EXPECT_EQ(normal("/* user=ann */ SELECT a--secret\n, b /* x /* nested */ */ FROM t -- end"),
            "SELECT a \n, b   FROM t");
}

TEST(Normalise, OrdinalsAndTypeModifiersStay) {
  EXPECT_EQ(normal("SELECT a::numeric(10, 2), count(*) FROM t GROUP BY 1 ORDER BY 2 DESC"),
            "SELECT a::numeric(10, 2), count(*) FROM t GROUP BY 1 ORDER BY 2 DESC");
}

TEST(Normalise, NormalisingAgainChangesNothing) {
  for (auto text : {"SELECT interval '1 day' + $2, x::varchar(5) FROM t WHERE a IN (1, 2) ORDER BY 1 LIMIT 3",
                    "INSERT INTO t VALUES (1, 'a') ON CONFLICT DO NOTHING", "CREATE ROLE r PASSWORD 'x'"}) {
    auto once = normal(text);
    EXPECT_EQ(normal(once), once);
  }
}

TEST(Normalise, UtilityStatementsKeepNoConstantAtAll) {
  EXPECT_EQ(normal("ALTER ROLE ann PASSWORD 'hunter2' CONNECTION LIMIT 5"),
            "ALTER ROLE ann PASSWORD $1 CONNECTION LIMIT $2");
  EXPECT_EQ(normal("DO $$ BEGIN PERFORM 'hunter2'; END $$"), "DO $1");
}

TEST(Normalise, WhatDoesNotParseIsAnError) {
  EXPECT_FALSE(normalise("SELECT FROM WHERE 'secret'"));
  EXPECT_FALSE(normalise("SELECT 'unterminated"));
}

TEST(Normalise, AmbiguousBackslashesAreRefused) {
  EXPECT_FALSE(normalise("SELECT 'a\\', 'secret'"));
  EXPECT_FALSE(normalise_by_tokens("SELECT 'a\\', 'secret'"));
}

TEST(Normalise, ByTokensNewerSyntaxIsSafe) {
  EXPECT_EQ(by_tokens("SELECT JSON_VALUE(j, '$.secret' RETURNING int DEFAULT 42 ON EMPTY) /* c */ FROM t ORDER BY 1"),
            "SELECT JSON_VALUE(j, $1 RETURNING int DEFAULT $2 ON EMPTY)   FROM t ORDER BY $3");
}

// Wherever the grammar lets a number or a string stand, it is gone afterwards.
TEST(Normalise, NoPlaceKeepsAValue) {
  for (auto text :
       {"SELECT 987654321 FROM t",
        "SELECT a[987654321:987654321] FROM t",
        "SELECT * FROM t TABLESAMPLE bernoulli (987654321) REPEATABLE (987654321)",
        "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 987654321 PRECEDING AND CURRENT ROW) FROM t",
        "SELECT * FROM t FETCH FIRST 987654321 ROWS ONLY",
        "SELECT * FROM t OFFSET 987654321",
        "MERGE INTO t USING s ON t.a = 987654321 WHEN MATCHED AND s.b = 987654321 THEN UPDATE SET c = 987654321 WHEN "
        "NOT MATCHED THEN INSERT VALUES (987654321)",
        "SELECT * FROM f(987654321) WITH ORDINALITY",
        "WITH x AS (SELECT 987654321) SELECT * FROM x",
        "SELECT CASE 987654321 WHEN 987654321 THEN 987654321 ELSE 987654321 END",
        "SELECT (987654321, 987654321) = ANY (ARRAY[987654321])",
        "SELECT xmlelement(name a, xmlattributes(987654321 AS b), 987654321)",
        "VALUES (987654321), (987654321)",
        "UPDATE t SET (a, b) = (987654321, 987654321) WHERE CURRENT OF c",
        "SELECT a FROM t GROUP BY ROLLUP (a, a + 987654321) HAVING count(*) > 987654321",
        "SELECT a FROM t ORDER BY a + 987654321",
        "SELECT json_agg(a ORDER BY 987654321) FILTER (WHERE b = 987654321) FROM t",
        "SELECT * FROM XMLTABLE('/987654321' PASSING x COLUMNS a int PATH '987654321' DEFAULT 987654321)",
        "SELECT f(a => 987654321, VARIADIC '{987654321}')",
        "INSERT INTO t VALUES (1) ON CONFLICT (a) WHERE a = 987654321 DO UPDATE SET a = 987654321 RETURNING 987654321",
        "SELECT interval '987654321' second",
        "SELECT extract('987654321' from now())",
        "SELECT a COLLATE \"C\" FROM t WHERE a ~ U&'987654321!0061' UESCAPE '!'"}) {
    EXPECT_EQ(normal(text).find("987654321"), std::string::npos) << normal(text);
    EXPECT_EQ(normal(text).find("error"), std::string::npos) << normal(text);
    EXPECT_EQ(by_tokens(text).find("987654321"), std::string::npos) << by_tokens(text);
  }
}

TEST(Fingerprint, DependsOnStructureOnly) {
  EXPECT_EQ(print("SELECT a FROM t WHERE b = 1"), print("select  a from t /* x */ where b = 'other'"));
  EXPECT_EQ(print("SELECT a FROM t WHERE b = 1"), print("SELECT a FROM t WHERE b = $1"));
  EXPECT_NE(print("SELECT a FROM t WHERE b = 1"), print("SELECT a FROM t WHERE c = 1"));
}

TEST(Fingerprint, TellsApartWhatIsPlannedApart) {
  EXPECT_NE(print("SELECT a FROM t WHERE b = 1"), print("SELECT a FROM t WHERE b IN (1, 2)"));
  EXPECT_NE(print("SELECT a FROM t WHERE b = 1"), print("SELECT a FROM t WHERE b = ANY ($1)"));
  EXPECT_EQ(print("SELECT a FROM t WHERE b IN (1)"), print("SELECT a FROM t WHERE b in ($1, $2, 3)"));
}

TEST(Fingerprint, OfNewerSyntaxGoesByTokens) {
  EXPECT_EQ(print("FROBNICATE t /* x */ TO 'a'"), print("frobnicate T to 5"));
  EXPECT_NE(print("FROBNICATE t TO 'a'"), print("FROBNICATE s TO 'a'"));
  EXPECT_TRUE(print("FROBNICATE t").starts_with("t"));
}

TEST(Statement, FactsNameKindAndRelations) {
  auto query = facts("WITH c AS (SELECT * FROM public.a) SELECT * FROM c JOIN \"My Table\" m ON true, \"order\"");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->kind, "SelectStmt");
  EXPECT_EQ(query->relations, (Texts{"\"My Table\"", "\"order\"", "public.a"}));
  EXPECT_FALSE(query->utility);
  auto drop = facts("DROP TABLE a.b, c");
  ASSERT_TRUE(drop);
  EXPECT_EQ(drop->kind, "DropStmt");
  EXPECT_EQ(drop->relations, (Texts{"a.b", "c"}));
  EXPECT_TRUE(drop->utility);
  auto index = facts("CREATE INDEX ON s.t (a)");
  ASSERT_TRUE(index);
  EXPECT_EQ(index->relations, Texts{"s.t"});
  EXPECT_TRUE(facts("COMMIT")->transaction_control);
  EXPECT_TRUE(facts("SAVEPOINT x")->transaction_control);
  EXPECT_FALSE(facts(""));
  EXPECT_FALSE(facts("-- nothing"));
}

TEST(Statement, FactsTellWhatOnlyReads) {
  for (auto* sql : {"SELECT 1", "SELECT * FROM a, LATERAL f(a.x) WHERE EXISTS (SELECT FROM b)", "SHOW work_mem",
                    "WITH c AS (SELECT 1) SELECT * FROM c", "VALUES (1)", "TABLE a"})
    EXPECT_TRUE(facts(sql)->only_reads) << sql;
  for (auto* sql : {"SELECT 1 INTO a", "SELECT * FROM a FOR SHARE", "SELECT * FROM (SELECT * FROM a FOR UPDATE) b",
                    "WITH d AS (DELETE FROM a RETURNING *) SELECT * FROM d", "INSERT INTO a VALUES (1)",
                    "SELECT 1; DROP TABLE a", "SET work_mem = '1MB'", "EXPLAIN ANALYZE DELETE FROM a"})
    EXPECT_FALSE(facts(sql)->only_reads) << sql;
  EXPECT_EQ(facts("SELECT a.b(c(1)), \"Odd\"() FROM d()")->functions, (Texts{"a.b", "c", "\"Odd\"", "d"}));
}

TEST(Statement, LongChainsDoNotOverflow) {
  auto sql = chain(10'000);
  EXPECT_TRUE(facts(sql)) << facts(sql).error().what;
  EXPECT_TRUE(fingerprint(sql));
  EXPECT_TRUE(normalise(sql));
  EXPECT_EQ(texts(sql).size(), 1u);
}

TEST(Statement, DeeperThanCanBeWalkedIsRefused) {
  auto sql = chain(400'000);
  EXPECT_FALSE(facts(sql));
  EXPECT_FALSE(fingerprint(sql));
  EXPECT_FALSE(normalise(sql));
  EXPECT_EQ(texts(sql).size(), 1u);
}

TEST(Statement, TheDeepestAllowedIsWalked) {
#ifdef __SANITIZE_THREAD__
  constexpr int deepest = 8'000;  // its own record of calls ends at 65,536
#else
  constexpr int deepest = 149'990;
#endif
  auto sql = chain(deepest);
  EXPECT_TRUE(facts(sql)) << facts(sql).error().what;
  EXPECT_TRUE(fingerprint(sql));
  EXPECT_TRUE(normalise(sql));
  std::string set_operations = "SELECT 1, 2";
  for (int i = 0; i < deepest / 4; ++i) set_operations += " UNION SELECT 1, 2";
  EXPECT_TRUE(facts(set_operations));
  EXPECT_TRUE(fingerprint(set_operations));
}

TEST(Statement, WideIsNotDeep) {
  std::string sql = "INSERT INTO t VALUES (0, 'x')";
  for (int i = 0; i < 50'000; ++i) sql += ", (1, 'x')";
  EXPECT_TRUE(facts(sql)) << facts(sql).error().what;
}

TEST(Statement, NulBytesAndBadUtf8AreErrors) {
  using namespace std::string_literals;
  EXPECT_FALSE(facts("SELECT 1\0"s));
  EXPECT_FALSE(normalise("SELECT 'a\0b'"s));
  EXPECT_FALSE(split_statements("SELECT '\xff'"));
  EXPECT_FALSE(fingerprint("SELECT '\xc3'"));
}

TEST(Statement, ManyThreadsMayAsk) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([i] {
      for (int k = 0; k < 50; ++k) EXPECT_EQ(normal("SELECT 'x', " + std::to_string(i)), "SELECT $1, $2");
    });
}

}  // namespace
}  // namespace ante::sql
