#include "change/uri.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace {

using namespace ante;

// Each as Perl's URI->new(…)->canonical has it.
TEST(Uri, IsSpelledAsSqitchSpellsIt) {
  for (auto [written, canonical] : std::vector<std::pair<std::string, std::string>>{
           {"https://github.com/sqitchers/sqitch-intro/", "https://github.com/sqitchers/sqitch-intro/"},
           {"HTTPS://Example.COM:443/%7euser/a%2fb", "https://example.com/~user/a%2Fb"},
           {"http://example.com", "http://example.com/"},
           {"http://example.com?x=1", "http://example.com?x=1"},
           {"http://example.com#frag", "http://example.com/#frag"},
           {"http://me@Example.com:8080", "http://me@example.com:8080/"},
           {"http://example.com:/x", "http://example.com/x"},
           {"<URL:http://a.b/c>", "http://a.b/c"},
           {"\"http://A.b\"", "http://a.b/"},
           {"http://a b/c d é", "http://a%20b/c%20d%20%C3%A9"},
           {"urn:X-y:%7E", "urn:x-y:~"},
           {"git@github.com:foo/Bar.git", "git@github.com:foo/Bar.git"},
           {"ssh://Git@GitHub.com:22/x", "ssh://Git@github.com/x"},
           {"GIT+SSH://Host/x", "git+ssh://Host/x"},
           {"Example.com/%7e", "Example.com/~"},
           {"ftp://A.B:21", "ftp://a.b"},
           {"http://h/%zz%", "http://h/%zz%"},
           {"", ""},
           {":", ":"},
           {"http:", "http:"},
           {"http://", "http:///"}})
    EXPECT_EQ(change::canonical_uri(written), canonical) << written;
}

}  // namespace
