// What is posted, and what is said where nobody takes it.
#include "os/http.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/listener.h"

namespace ante::tests {
namespace {

TEST(Http, WhatIsPostedArrivesAsItIs) {
  Listener listener;
  auto posted = os::post_json(listener.url(), R"({"text": "ä"})");
  ASSERT_TRUE(posted) << posted.error().what;
  EXPECT_EQ(listener.posts(), std::vector<std::string>{R"({"text": "ä"})"});
}

TEST(Http, ARefusalIsSaidAndTheSecretIsNot) {
  Listener listener(403);
  auto posted = os::post_json(listener.url(), "{}");
  ASSERT_FALSE(posted);
  EXPECT_TRUE(posted.error().what.starts_with("http://127.0.0.1:")) << posted.error().what;
  EXPECT_TRUE(posted.error().what.ends_with(" answers 403")) << posted.error().what;
  EXPECT_FALSE(contains(posted.error().what, "secret"));
}

TEST(Http, WhereNobodyListensThatIsSaid) {
  std::string url;
  {
    Listener listener;
    url = listener.url();
  }
  auto posted = os::post_json(url, "{}");
  ASSERT_FALSE(posted);
  EXPECT_TRUE(contains(posted.error().what, " does not answer: ")) << posted.error().what;
  EXPECT_FALSE(contains(posted.error().what, "secret"));
}

TEST(Http, WhatIsNoAddressIsBadInputAndNotRepeated) {
  for (auto* url :
       {"ftp://example.org/secret", "secret", "https://", "http:///secret", "https://me:secret@example.org/"}) {
    auto posted = os::post_json(url, "{}");
    ASSERT_FALSE(posted) << url;
    EXPECT_EQ(posted.error().exit, Exit::bad_input) << url;
    EXPECT_FALSE(contains(posted.error().what, "secret")) << url;
  }
}

}  // namespace
}  // namespace ante::tests
