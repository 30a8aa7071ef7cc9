// What is secret in a statement, and what only looks so.
#include <gtest/gtest.h>

#include "sql/secrets.h"

namespace {

using namespace ante;

TEST(Secrets, WhatIsSecretIsHidden) {
  for (auto& [text, shown] : std::initializer_list<std::pair<const char*, const char*>>{
           {"ALTER ROLE app PASSWORD 'o''pen sesame' VALID UNTIL '2030-01-01'",
            "ALTER ROLE app PASSWORD 'hidden' VALID UNTIL '2030-01-01'"},
           {"-- new\nCREATE USER app LOGIN ENCRYPTED PASSWORD\n$$open$$",
            "-- new\nCREATE USER app LOGIN ENCRYPTED PASSWORD\n'hidden'"},
           {"create role app password E'op\\145n'", "create role app password 'hidden'"},
           {"CREATE USER MAPPING FOR app SERVER far OPTIONS (user 'me', password 'open')",
            "CREATE USER MAPPING FOR app SERVER far OPTIONS (user 'me', password 'hidden')"},
           {"ALTER SERVER far OPTIONS (ADD host 'db', SET \"api_key\" 'open')",
            "ALTER SERVER far OPTIONS (ADD host 'db', SET \"api_key\" 'hidden')"},
           {"ALTER DATABASE shop SET \"app.settings.jwt_secret\" TO 'open'",
            "ALTER DATABASE shop SET \"app.settings.jwt_secret\" TO 'hidden'"},
           {"SET LOCAL app.token.of_day = 'open'", "SET LOCAL app.token.of_day = 'hidden'"},
           {"CREATE SUBSCRIPTION s CONNECTION 'host=db password = open user=me' PUBLICATION p",
            "CREATE SUBSCRIPTION s CONNECTION 'host=db password = hidden user=me' PUBLICATION p"},
           {"CREATE SUBSCRIPTION s CONNECTION 'password=''op en'' host=db' PUBLICATION p",
            "CREATE SUBSCRIPTION s CONNECTION 'password=''hidden'' host=db' PUBLICATION p"},
           {"ALTER SUBSCRIPTION s CONNECTION 'postgresql://me:op@en@db:5432/shop?password=open&x=1'",
            "ALTER SUBSCRIPTION s CONNECTION 'postgresql://me:hidden@db:5432/shop?password=hidden&x=1'"},
           {"SELECT dblink_connect('host=db password=open')", "SELECT dblink_connect('host=db password=hidden')"},
           {"DO $$ BEGIN ALTER ROLE app PASSWORD 'open'; EXECUTE 'ALTER ROLE b PASSWORD ''open'''; END $$",
            "DO $$ BEGIN ALTER ROLE app PASSWORD 'hidden'; EXECUTE 'ALTER ROLE b PASSWORD ''hidden'''; END $$"},
       })
    EXPECT_EQ(sql::without_secrets(text).value_or(""), shown);
}

TEST(Secrets, WhatOnlyLooksSoStays) {
  for (auto* text :
       {"CREATE TABLE login (password text DEFAULT '', token text CHECK (token = 'x'))",
        "CREATE INDEX ON login (id) WHERE token = 'x'", "ALTER ROLE app PASSWORD NULL",
        "ALTER TABLE login ALTER token SET DEFAULT 'none'", "ALTER ROLE app SET app.token TO DEFAULT",
        "INSERT INTO login VALUES ('https://me:open@here', 'password=open')", "SET app.token = ''",
        "SET password_encryption = 'md5'", "ALTER SYSTEM SET password_encryption TO 'scram-sha-256'",
        "CREATE USER MAPPING FOR app SERVER far OPTIONS (password_required 'false')",
        "ALTER TABLE login ADD CONSTRAINT token_kind CHECK (token IN ('a', 'b'))",
        "CREATE VIEW seen AS SELECT * FROM login WHERE password LIKE 'x%'",
        "COMMENT ON COLUMN login.password IS 'the password'",
        "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN UPDATE login SET password = 'x'; RAISE "
        "'password ''%'' is short', 'x'; END $$",
        "ALTER ROLE app PASSWORD 'unfinished", "ALTER ROLE app PASSWORD 'hidden'"})
    EXPECT_FALSE(sql::without_secrets(text)) << *sql::without_secrets(text);
}

}  // namespace
