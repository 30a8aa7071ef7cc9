#include "sql/large_stack.h"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "base/result.h"

namespace ante::sql {
namespace {

// Virtual memory: a page of it is real only once a deep tree has touched it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t stack_bytes = 8ul << 30;  // their frames are several times as large
#else
constexpr std::size_t stack_bytes = 1ul << 30;
#endif

struct Job {
  const std::function<void()>* work;
  bool done = false;
};

class Worker {
 public:
  Worker() {
    pthread_attr_t attributes;
    CHECK_THAT(pthread_attr_init(&attributes) == 0);
    CHECK_THAT(pthread_attr_setstacksize(&attributes, stack_bytes) == 0);
    CHECK_THAT(pthread_create(
                   &thread_, &attributes,
                   [](void* self) -> void* {
                     static_cast<Worker*>(self)->serve();
                     return nullptr;
                   },
                   this) == 0);
    pthread_attr_destroy(&attributes);
  }
  ~Worker() {
    {
      std::lock_guard lock(mutex_);
      closing_ = true;
    }
    asked_.notify_one();
    pthread_join(thread_, nullptr);
  }

  void run(const std::function<void()>& work) {
    if (pthread_equal(pthread_self(), thread_)) return work();
    Job job{&work};
    std::unique_lock lock(mutex_);
    queue_.push_back(&job);
    asked_.notify_one();
    answered_.wait(lock, [&] { return job.done; });
  }

 private:
  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      asked_.wait(lock, [&] { return closing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      Job* job = queue_.front();
      queue_.pop_front();
      lock.unlock();
      (*job->work)();
      lock.lock();
      job->done = true;
      answered_.notify_all();
    }
  }

  pthread_t thread_{};
  std::mutex mutex_;
  std::condition_variable asked_, answered_;
  std::deque<Job*> queue_;
  bool closing_ = false;
};

}  // namespace

void on_large_stack(const std::function<void()>& work) {
  static Worker worker;
  worker.run(work);
}

}  // namespace ante::sql
