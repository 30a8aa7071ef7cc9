#include "load/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ante::load {
namespace {

using Compute = Expression::Compute;

struct Function {
  std::string_view name;
  std::size_t arguments;
  // The bounds are whole numbers; the last argument may be a fraction, which shapes the distribution.
  std::int64_t (*draw)(std::int64_t low, std::int64_t high, double shape, Chance& chance);
};

std::int64_t within(double part, std::int64_t low, std::int64_t high) {
  auto size = static_cast<double>(high) - static_cast<double>(low) + 1;
  return std::clamp(low + static_cast<std::int64_t>(part * size), low, high);
}

const std::array<Function, 4> functions{{
    {"random", 2,
     [](std::int64_t low, std::int64_t high, double, Chance& chance) {
       return within(between_0_and_1(chance), low, high);
     }},
    {"random_zipfian", 3,
     [](std::int64_t low, std::int64_t high, double shape, Chance& chance) {
       return low - 1 + zipfian(high - low + 1, shape, chance);
     }},
    {"random_exponential", 3,
     [](std::int64_t low, std::int64_t high, double shape, Chance& chance) {
       double cut = std::exp(-shape), part = between_0_and_1(chance);
       return within(-std::log(cut + (1 - cut) * (1 - part)) / shape, low, high);
     }},
    {"random_gaussian", 3,
     [](std::int64_t low, std::int64_t high, double shape, Chance& chance) {
       // Until it falls within the bounds, as pgbench does it.
       for (;;) {
         double radius = std::sqrt(-2 * std::log(1 - between_0_and_1(chance)));
         double drawn = radius * std::sin(2 * 3.14159265358979323846 * between_0_and_1(chance));
         if (std::abs(drawn) < shape) return within((drawn + shape) / (2 * shape), low, high);
       }
     }},
}};

// What does not fit goes round, as the processor does it.
std::int64_t wrapping(std::int64_t left, std::int64_t right, auto operation) {
  return static_cast<std::int64_t>(operation(static_cast<std::uint64_t>(left), static_cast<std::uint64_t>(right)));
}

// Bounds that any distribution can be reckoned within.
std::int64_t bounded(std::int64_t bound) {
  constexpr std::int64_t most = 1'000'000'000'000'000;
  return std::clamp(bound, -most, most);
}

// A reader by recursive descent: sums of products of signed atoms.
class Reader {
 public:
  Reader(std::string_view text, Names& names) : rest_(text), names_(names) {}

  Result<Compute> whole() {
    auto compute = TRY(sum());
    skip();
    if (!rest_.empty()) return bad_input(fmt::format("'{}' is not understood", rest_));
    return compute;
  }

 private:
  Result<Compute> sum() {
    auto left = TRY(product());
    for (;;) {
      if (take('+')) {
        left = [left, right = TRY(product())](auto& v, auto& c) {
          return wrapping(left(v, c), right(v, c), std::plus<>());
        };
      } else if (take('-')) {
        left = [left, right = TRY(product())](auto& v, auto& c) {
          return wrapping(left(v, c), right(v, c), std::minus<>());
        };
      } else {
        return left;
      }
    }
  }

  Result<Compute> product() {
    auto left = TRY(atom());
    for (;;) {
      // Dividing by nothing gives nothing: a drill's traffic goes on.
      if (take('*')) {
        left = [left, right = TRY(atom())](auto& v, auto& c) {
          return wrapping(left(v, c), right(v, c), std::multiplies<>());
        };
      } else if (take('/')) {
        left = [left, right = TRY(atom())](auto& v, auto& c) {
          auto by = right(v, c);
          auto whole = left(v, c);
          return by == 0 ? 0 : by == -1 ? wrapping(0, whole, std::minus<>()) : whole / by;
        };
      } else if (take('%')) {
        left = [left, right = TRY(atom())](auto& v, auto& c) {
          auto by = right(v, c);
          auto whole = left(v, c);
          return by == 0 || by == -1 ? 0 : whole % by;
        };
      } else {
        return left;
      }
    }
  }

  Result<Compute> atom() {
    if (++depth_ > 100) return bad_input("it nests too deep");
    auto read = [&]() -> Result<Compute> {
      if (take('-'))
        return [inner = TRY(atom())](auto& v, auto& c) { return wrapping(0, inner(v, c), std::minus<>()); };
      if (take('(')) {
        auto inner = TRY(sum());
        TRY(expect(')'));
        return inner;
      }
      if (take(':')) return variable();
      skip();
      if (!rest_.empty() && (rest_[0] >= '0' && rest_[0] <= '9')) return whole_number();
      return call();
    }();
    --depth_;
    return read;
  }

  Result<Compute> variable() {
    auto name = word();
    if (!names_.known(name)) return bad_input(fmt::format("there is no variable :{}", name));
    return [place = static_cast<std::size_t>(names_.place(name))](const Variables& variables, Chance&) {
      std::int64_t value = 0;
      if (auto& text = variables[place]) std::from_chars(text->data(), text->data() + text->size(), value);
      return value;
    };
  }

  Result<Compute> whole_number() {
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc()) return bad_input(fmt::format("'{}' is no number that fits", rest_));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return [number](auto&, auto&) { return number; };
  }

  Result<Compute> call() {
    auto name = word();
    auto function = std::ranges::find(functions, name, &Function::name);
    if (function == functions.end())
      return bad_input(
          name.empty() ? fmt::format("'{}' is not understood", rest_) : fmt::format("there is no function {}", name),
          "random(low, high), random_zipfian(low, high, shape), random_exponential(…) and "
          "random_gaussian(…) are there");
    TRY(expect('('));
    auto low = TRY(sum());
    TRY(expect(','));
    auto high = TRY(sum());
    double shape = 0;
    if (function->arguments == 3) {
      TRY(expect(','));
      shape = TRY(fraction());
      // Nearly all of what is drawn would fall beyond the bounds, for ever.
      if (name == "random_gaussian" && shape < 2) return bad_input("the shape of random_gaussian is 2 at least");
    }
    TRY(expect(')'));
    return [low, high, shape, draw = function->draw](auto& v, auto& c) {
      auto from = bounded(low(v, c));
      return draw(from, std::max(from, bounded(high(v, c))), shape, c);
    };
  }

  Result<double> fraction() {
    skip();
    double number = 0;
    auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc() || !(number > 0 && number <= 100))
      return bad_input(fmt::format("'{}' is no shape: a number above 0, up to 100", rest_));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
  }

  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }
  bool take(char symbol) {
    skip();
    if (!rest_.starts_with(symbol)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  Result<void> expect(char symbol) {
    if (take(symbol)) return {};
    return bad_input(fmt::format("'{}' is missing before '{}'", symbol, rest_));
  }
  std::string_view word() {
    auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    auto end = std::ranges::find_if_not(rest_, is_part);
    auto found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(found.size());
    return found;
  }

  std::string_view rest_;
  Names& names_;
  int depth_ = 0;
};

}  // namespace

std::optional<int> Names::find(std::string_view name) const {
  auto found = places_.find(name);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

int Names::place(std::string_view name) {
  if (auto known = find(name)) return *known;
  return places_.emplace(name, static_cast<int>(places_.size())).first->second;
}

Result<Expression> Expression::read(std::string_view text, Names& names) {
  auto compute = Reader(text, names).whole();
  if (!compute) return std::unexpected(compute.error());
  return Expression(std::make_shared<const Compute>(*std::move(compute)));
}

double between_0_and_1(Chance& chance) { return static_cast<double>(chance() >> 11) * 0x1.0p-53; }

// Rejection-inversion (Hörmann and Derflinger 1996): a draw takes the same time however large n is.
std::int64_t zipfian(std::int64_t n, double s, Chance& chance) {
  if (n <= 1) return 1;
  auto integral = [s](double x) { return std::abs(s - 1) < 1e-9 ? std::log(x) : (std::pow(x, 1 - s) - 1) / (1 - s); };
  auto inverse = [s](double y) {
    return std::abs(s - 1) < 1e-9 ? std::exp(y) : std::pow(std::max(0.0, 1 + y * (1 - s)), 1 / (1 - s));
  };
  double first = integral(1.5) - 1, last = integral(static_cast<double>(n) + 0.5);
  for (;;) {
    double drawn = last + between_0_and_1(chance) * (first - last);
    auto k = std::clamp(std::round(inverse(drawn)), 1.0, static_cast<double>(n));
    if (drawn >= integral(k + 0.5) - std::pow(k, -s)) return static_cast<std::int64_t>(k);
  }
}

}  // namespace ante::load
