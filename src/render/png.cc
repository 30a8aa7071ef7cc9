#include "render/png.h"

#include <fmt/format.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

namespace ante::render {
namespace {

// So many points for one of the picture's: it is looked at on screens that have many.
constexpr double points_for_one = 2;

struct Unref {
  void operator()(RsvgHandle* handle) const { g_object_unref(handle); }
  void operator()(GError* error) const { g_error_free(error); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::unexpected<Error> cannot_draw(GError* error) {
  Owned<GError> said(error);
  return undecided(fmt::format("the picture cannot be drawn as a PNG: {}", said ? said->message : "nobody says why"),
                   "take it as SVG: --format svg");
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Result<std::string> png(const std::string& svg) {
  GError* error = nullptr;
  // Without an address of its own it may refer to nothing outside itself.
  Owned<RsvgHandle> picture(rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error));
  if (!picture) return cannot_draw(error);
  gboolean has_width = 0, has_height = 0, has_box = 0;
  RsvgLength width, height;
  RsvgRectangle box{};
  rsvg_handle_get_intrinsic_dimensions(picture.get(), &has_width, &width, &has_height, &height, &has_box, &box);
  RsvgRectangle whole{0, 0, std::ceil(box.width * points_for_one), std::ceil(box.height * points_for_one)};

  Owned<cairo_surface_t> surface(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(whole.width), static_cast<int>(whole.height)));
  Owned<cairo_t> context(cairo_create(surface.get()));
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_paint(context.get());
  if (!has_box || !rsvg_handle_render_document(picture.get(), context.get(), &whole, &error)) return cannot_draw(error);
  std::string bytes;
  if (auto status = cairo_surface_write_to_png_stream(surface.get(), append, &bytes); status != CAIRO_STATUS_SUCCESS)
    return undecided(fmt::format("the picture cannot be drawn as a PNG: {}", cairo_status_to_string(status)),
                     "take it as SVG: --format svg");
  return bytes;
}

}  // namespace ante::render
