// What is overheard of the protocol, whole or byte by byte.
#include "pg/conversation.h"

#include <gtest/gtest.h>

#include "base/units.h"

namespace ante::pg {
namespace {

std::string number(std::uint32_t value, int bytes = 4) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFF);
  return text;
}
std::string said(char kind, const std::string& body = "") {
  return kind + number(static_cast<std::uint32_t>(body.size() + 4)) + body;
}
std::string text(const std::string& value) { return value + '\0'; }

std::string query(const std::string& sql) { return said('Q', text(sql)); }
std::string parse(const std::string& name, const std::string& sql, const std::vector<std::uint32_t>& types = {}) {
  auto body = text(name) + text(sql) + number(static_cast<std::uint32_t>(types.size()), 2);
  for (auto type : types) body += number(type);
  return said('P', body);
}
std::string bound(const std::string& name, const std::string& value, int format) {
  return said('B', text("") + text(name) + number(1, 2) + number(static_cast<std::uint32_t>(format), 2) + number(1, 2) +
                       number(static_cast<std::uint32_t>(value.size())) + value + number(0, 2));
}
const std::string execute = said('E', text("") + number(0)), sync = said('S'), done = said('C', text("INSERT 0 1"));
std::string ready(char status) { return said('Z', std::string(1, status)); }
std::string error(const std::string& state, const std::string& message) {
  return said('E', "S" + text("ERROR") + "C" + text(state) + "M" + text(message) + '\0');
}

class Overhearing : public testing::TestWithParam<bool> {
 protected:
  Overhearing() { server(said('R', number(0)) + ready('I')); }
  void client(const std::string& bytes) {
    each(bytes, [&](std::string_view part) { conversation_.client_says(part); });
  }
  void server(const std::string& bytes) {
    each(bytes, [&](std::string_view part) { conversation_.server_says(part); });
  }
  Conversation conversation_;

 private:
  template <class Say>
  static void each(const std::string& bytes, Say say) {
    if (!GetParam()) return say(bytes);
    for (char byte : bytes) say(std::string_view(&byte, 1));
  }
};
INSTANTIATE_TEST_SUITE_P(Pieces, Overhearing, testing::Bool(),
                         [](auto& pieces) { return pieces.param ? "ByteByByte" : "Whole"; });

TEST_P(Overhearing, SimpleQueryIsOneExchange) {
  client(query("BEGIN; SELECT 1"));
  server(done + said('T', std::string(100, 'x')) + said('D', std::string(1'000, 'Z')) + done + ready('T'));
  client(query("nonsense"));
  server(error("42601", "syntax error") + ready('E'));
  auto heard = conversation_.take();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[0].asked.at(0).sql, "BEGIN; SELECT 1");
  EXPECT_EQ(heard[0].asked.at(0).done, 2);
  EXPECT_EQ(heard[0].after, 'T');
  EXPECT_EQ(heard[1].before, 'T');
  EXPECT_EQ(heard[1].asked.at(0).done, 0);
  EXPECT_EQ(heard[1].error->sqlstate, "42601");
  EXPECT_EQ(shown_refusal(heard[1]), "nonsense [syntax error]");
}

TEST_P(Overhearing, ArgumentsComeWithTheirTypesAndForms) {
  client(parse("", "INSERT INTO t VALUES ($1)", {23}) + bound("", number(7), 1) + execute + sync);
  server(said('1') + said('2') + done + ready('I'));
  auto heard = conversation_.take();
  ASSERT_EQ(heard.size(), 1u);
  auto& argument = heard[0].asked.at(0).arguments.at(0);
  EXPECT_EQ(argument.type, 23u);
  EXPECT_TRUE(argument.binary);
  EXPECT_EQ(argument.value, number(7));
  EXPECT_EQ(heard[0].asked[0].done, 1);
}

TEST_P(Overhearing, TypeThatTheServerToldIsKnownToo) {
  client(parse("s", "INSERT INTO t VALUES ($1)") + said('D', "S" + text("s")) + sync);
  server(said('1') + said('t', number(1, 2) + number(1700)) + said('n') + ready('I'));
  client(bound("s", "1.5", 0) + execute + sync);
  server(said('2') + done + ready('I'));
  auto heard = conversation_.take();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[1].asked.at(0).arguments.at(0).type, 1700u);
}

TEST_P(Overhearing, WhatIsSentAheadBelongsToItsOwnSync) {
  client(parse("a", "A") + bound("a", "", 0) + execute + sync + parse("b", "B") + bound("b", "", 0) + execute + sync);
  server(said('1') + said('2') + error("23505", "twice") + ready('I') + said('1') + said('2') + done + ready('I'));
  auto heard = conversation_.take();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[0].refused, "A");
  EXPECT_EQ(heard[0].asked.at(0).done, 0);
  EXPECT_EQ(heard[1].asked.at(0).sql, "B");
  EXPECT_EQ(heard[1].asked.at(0).done, 1);
}

TEST_P(Overhearing, RowsOfACopyAreKeptEvenIfTheyComeBeforeTheyAreAskedFor) {
  client(query("COPY t FROM stdin") + said('d', "1\n"));
  server(said('G', "x"));
  client(said('d', "2\n") + said('c'));
  server(done + ready('I'));
  auto heard = conversation_.take();
  ASSERT_EQ(heard.size(), 1u);
  EXPECT_EQ(heard[0].asked.at(0).copied, std::vector<std::string>{"1\n2\n"});
}

TEST_P(Overhearing, PortalThatIsAskedForMoreIsOneStatement) {
  client(parse("", "SELECT 1") + bound("", "", 0) + execute + execute + sync);
  server(said('1') + said('2') + said('s') + done + ready('I'));
  auto heard = conversation_.take();
  ASSERT_EQ(heard.size(), 1u);
  ASSERT_EQ(heard[0].asked.size(), 2u);
  EXPECT_EQ(heard[0].asked[0].sql, "SELECT 1");
  EXPECT_EQ(heard[0].asked[1].sql, "");
}

TEST_P(Overhearing, SessionThatEndsInATransactionIsHeardToEnd) {
  client(query("BEGIN"));
  server(done + ready('T'));
  conversation_.ends();
  auto heard = conversation_.take();
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[1].before, 'T');
  EXPECT_EQ(heard[1].after, 'X');
}

TEST_P(Overhearing, NonsenseIsFollowedAsFarAsItGoes) {
  client(said('B', "x") + said('E') + said('P') + said('D') + said('C') + sync + said('F', "??"));
  server(said('t', "1") + said('E', "S") + said('G') + ready('I') + ready('I') + ready('I') + said('C'));
  EXPECT_EQ(conversation_.take().size(), 2u);
}

TEST_P(Overhearing, CallByTheFastPathIsSaidNotToBeFollowed) {
  client(said('F', std::string(8, '\0')));
  server(said('V', number(0)) + ready('I'));
  EXPECT_NE(conversation_.take().at(0).not_followed, "");
}

// Two sessions: what each was, when it was asked and when it was answered, in milliseconds.
std::string order_of(Exchange first_heard, Exchange then) {
  std::vector<Exchange> exchanges;
  add_in_order(exchanges, std::move(first_heard));
  add_in_order(exchanges, std::move(then));
  return fmt::format("{}{}", exchanges[0].session, exchanges[1].session);
}
Exchange lasting(int session, int from, int to, char before = 'I', char after = 'I') {
  return {
      .session = session, .before = before, .after = after, .began = Moment(Millis(from)), .ended = Moment(Millis(to))};
}

TEST(OrderOfSessions, IsThatOfTheirEnds) {
  EXPECT_EQ(order_of(lasting(1, 0, 10), lasting(2, 20, 30)), "12");
  EXPECT_EQ(order_of(lasting(1, 500, 510), lasting(2, 0, 900)),
            "12");  // one that took long, and was waited for by none
  EXPECT_EQ(order_of(lasting(1, 0, 10, 'I', 'T'), lasting(1, 20, 30, 'T', 'I')), "11");
}

TEST(OrderOfSessions, IsNotUpsetByWhoIsHeardFirst) {
  // 1 had waited for the transaction that 2 ended, or for the statement that 2 was at.
  EXPECT_EQ(order_of(lasting(1, 0, 101), lasting(2, 100, 102, 'T', 'I')), "21");
  EXPECT_EQ(order_of(lasting(1, 5, 102), lasting(2, 0, 102)), "21");
  EXPECT_EQ(order_of(lasting(1, 0, 99), lasting(2, 100, 102, 'T', 'I')), "12");
}

}  // namespace
}  // namespace ante::pg
