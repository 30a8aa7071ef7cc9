// When what fills up is full, for people, for programs, and as a picture.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "incident/forecast.h"
#include "render/look.h"

namespace ante::render {

struct Forecasts {
  std::string database;
  double now = 0;
  std::map<std::string, std::vector<incident::Level>> levels;  // by what it is of
};
// What is full first stands first.
std::string text(const Forecasts& forecasts, const Look& look);
std::string json(const Forecasts& forecasts);
std::string svg(const Forecasts& forecasts);

}  // namespace ante::render
