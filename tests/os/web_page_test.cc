// A page for programs, and what is posted beside it.
#include "os/web_page.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include "base/text.h"

namespace ante::tests {
namespace {

constexpr const char* right_token = "a-token-of-32-letters-and-digits";

class Page : public testing::Test {
 protected:
  os::WebPage serve(std::optional<os::Letterbox> letterbox) const {
    return *os::WebPage::serve(
        "127.0.0.1:0", "/page", "text/plain", [] { return std::string("hello"); }, std::move(letterbox));
  }
  os::Letterbox box() {
    return {"/mark", right_token, [this](const std::string& letter) -> Result<void> {
              if (letter == "bad") return bad_input("it says nothing");
              if (letter == "early") return undecided("come again");
              letters_.push_back(letter);
              return {};
            }};
  }
  static httplib::Client client(const os::WebPage& page) {
    auto url = page.shown();
    return httplib::Client(url.substr(0, url.rfind('/')));
  }
  static int post(const os::WebPage& page, const std::string& letter, const std::string& token) {
    auto answer = client(page).Post("/mark", {{"Authorization", "Bearer " + token}}, letter, "text/plain");
    return answer ? answer->status : -1;
  }

  std::vector<std::string> letters_;
};

TEST_F(Page, WhoHasTheTokenPosts) {
  auto page = serve(box());
  EXPECT_EQ(post(page, "deploy v42", right_token), 204);
  EXPECT_EQ(letters_, std::vector<std::string>{"deploy v42"});
  EXPECT_EQ(client(page).Get("/page")->body, "hello");
}

TEST_F(Page, WhoHasNotIsRefused) {
  auto page = serve(box());
  for (auto* token :
       {"", "a-token-of-32-letters-and-digit", "a-token-of-32-letters-and-digits2", "A-token-of-32-letters-and-digits"})
    EXPECT_EQ(post(page, "deploy v42", token), 401) << token;
  EXPECT_EQ(client(page).Post("/mark", "deploy v42", "text/plain")->status, 401);
  EXPECT_TRUE(letters_.empty());
}

TEST_F(Page, WhatIsTooLongIsRefusedHoweverItComes) {
  auto page = serve(box());
  EXPECT_EQ(post(page, std::string(4'096, 'x'), right_token), 204);
  letters_.clear();
  EXPECT_EQ(post(page, std::string(4'097, 'x'), right_token), 413);
  auto in_pieces = client(page).Post(
      "/mark", {{"Authorization", std::string("Bearer ") + right_token}},
      [](std::size_t offset, httplib::DataSink& sink) {
        std::string piece(1'000, 'x');
        if (offset < 8'000) return sink.write(piece.data(), piece.size());
        sink.done();
        return true;
      },
      "text/plain");
  ASSERT_TRUE(in_pieces);
  EXPECT_EQ(in_pieces->status, 413);
  EXPECT_TRUE(letters_.empty());
}

TEST_F(Page, AFormIsNoLetter) {
  auto page = serve(box());
  auto answer = client(page).Post("/mark", {{"Authorization", std::string("Bearer ") + right_token}},
                                  httplib::MultipartFormDataItems{{"says", "deploy v42", "", ""}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400);
  EXPECT_TRUE(letters_.empty());
  EXPECT_EQ(post(page, "deploy v42", right_token), 204);
}

TEST_F(Page, WhoseFaultItIsIsSaidInALine) {
  auto page = serve(box());
  auto answer =
      client(page).Post("/mark", {{"Authorization", std::string("Bearer ") + right_token}}, "bad", "text/plain");
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(answer->body, "it says nothing\n");
  EXPECT_EQ(post(page, "early", right_token), 503);
}

TEST_F(Page, WithoutATokenThereIsNothingToPostTo) {
  auto page = serve(std::nullopt);
  EXPECT_EQ(post(page, "deploy v42", right_token), 404);
  EXPECT_EQ(client(page).Get("/page")->status, 200);
}

}  // namespace
}  // namespace ante::tests
