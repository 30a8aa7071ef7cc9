// What is to be done so that it does not come again: as a list for people, and as the rows of a report.
#pragma once

#include <string>
#include <vector>

#include "incident/measure.h"
#include "render/look.h"

namespace ante::render {

struct ListedMeasure {
  incident::Measure measure;
  int incident = 0;        // the number of the one that it is about; 0: none
  std::string found = {};  // of one that is open: what the look found, or why nobody looked
};

// Those that are open first, what is due first before the others; what is overdue says so.
std::string measures_text(std::vector<ListedMeasure> listed, double now, const Look& look);

// The head, and a row for each; each statement with the number of its event. Nothing where there is none.
std::vector<std::vector<std::string>> measure_rows(const std::vector<incident::Measure>& measures);

}  // namespace ante::render
