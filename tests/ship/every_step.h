// A plan with every kind of step that there is, and the database that it is for.
#pragma once

#include "ship/lowered.h"
#include "shipping.h"

namespace ante::tests {

class EveryStep : public Shipping {
 protected:
  using Shipping::Shipping;
  void SetUp() override {
    auto owner = connect(cluster, "origin", "app");
    run(owner, "ALTER TABLE purchase ADD CHECK (price > 0); ALTER TABLE customer ADD UNIQUE (mail)");
  }

  static ship::Plan whole_plan(const std::string& name) {
    auto whole = plan(name);
    auto add = [&](std::vector<ship::Step> steps) { std::ranges::move(steps, std::back_inserter(whole.steps)); };
    add(ship::dropped_not_null("public.customer", "name"));
    add({{.title = "put aside a column",
          .up = inside({"ALTER TABLE public.customer RENAME COLUMN name TO ante_kept_name"}),
          .down = inside({"ALTER TABLE public.customer RENAME COLUMN ante_kept_name TO name"})}});
    add(ship::dropped_constraint("public.purchase", "purchase_price_check", "CHECK ((price > (0)::numeric))"));
    add({{.title = "its key again, on the way back",
          .down = {{"ALTER TABLE public.customer ADD CONSTRAINT customer_mail_key UNIQUE USING INDEX "
                    "customer_mail_key"},
                   true,
                   "SELECT EXISTS (SELECT FROM pg_constraint WHERE conname = 'customer_mail_key')"}},
         {.title = "drop a key",
          .up = inside({"ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_mail_key",
                        "DROP INDEX IF EXISTS public.customer_mail_key"}),
          .down = ship::build_index("public.customer_mail_key",
                                    "CREATE UNIQUE INDEX CONCURRENTLY customer_mail_key ON public.customer (mail)")}});
    auto check = [](const char* what) { return std::string("ALTER TABLE public.customer ") + what; };
    auto add_check = check("ADD CONSTRAINT born_is_given CHECK (born IS NOT NULL) NOT VALID");
    auto validate = check("VALIDATE CONSTRAINT born_is_given");
    auto drop_check = check("DROP CONSTRAINT IF EXISTS born_is_given");
    add({{.title = "a proof", .up = inside({add_check}), .down = inside({drop_check})},
         {.title = "of all rows", .up = inside({validate})},
         {.title = "not null",
          .up = inside({validate, check("ALTER COLUMN born SET NOT NULL"), drop_check}),
          .down = inside({drop_check, add_check, check("ALTER COLUMN born DROP NOT NULL")})}});
    return whole;
  }
};

}  // namespace ante::tests
