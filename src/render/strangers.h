// What strangers wrote (SQL, names, a server's messages), made fit to be shown: nothing of it steers what it is put
// into.
#pragma once

#include <string>
#include <string_view>

namespace ante::render {

// UTF-8, whatever the bytes were, with a mark in place of what steers a terminal, breaks or turns a line, or may not
// stand in XML. Ends of lines and tabs stay. At most `most` bytes of it, cut at a character.
std::string readable(std::string_view text, std::size_t most = std::string_view::npos);
// The same for text and attributes of HTML and XML.
std::string escaped(std::string_view text);
// The same for Markdown: it turns into no markup, and breaks no table.
std::string for_markdown(std::string_view text);

}  // namespace ante::render
