// The same library from C++17: handles that free themselves, and a listener that counts.
//
//     c++ -std=c++17 send.cpp $(pkg-config --cflags --libs snowgauge) -o send && ./send http://127.0.0.1:9090
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include <snowgauge.h>

namespace {

constexpr std::uint64_t timeout_ms = 5000;

struct Free {
    void operator()(snowgauge_tracker *tracker) const { snowgauge_tracker_free(tracker); }
    void operator()(snowgauge_error *error) const { snowgauge_error_free(error); }
};
using Tracker = std::unique_ptr<snowgauge_tracker, Free>;
using Error = std::unique_ptr<snowgauge_error, Free>;

// Turns a status into an exception, and frees the error that came with it.
void expect_ok(snowgauge_status status, snowgauge_error *raw) {
    const Error error(raw);
    if (status != SNOWGAUGE_OK) {
        const snowgauge_str message = snowgauge_error_message(error.get());
        throw std::runtime_error(std::string(message.data, message.len));
    }
}

// No exception may leave a callback; counting throws none.
void count(void *delivered, const snowgauge_outcome *outcome) {
    if (outcome->reason == SNOWGAUGE_REASON_DELIVERED) {
        ++*static_cast<std::atomic<int> *>(delivered);
    }
}

Tracker connect(const char *collector, std::atomic<int> &delivered) {
    snowgauge_config config = snowgauge_config_default();
    config.collector = snowgauge_str_from(collector);
    config.app_id = SNOWGAUGE_STR("send");
    config.namespace_ = SNOWGAUGE_STR("cpp");
    config.on_outcome = count;
    config.userdata = &delivered;
    snowgauge_tracker *tracker = nullptr;
    snowgauge_error *error = nullptr;
    const snowgauge_status status = snowgauge_tracker_new(&config, &tracker, &error);
    expect_ok(status, error);
    return Tracker(tracker);
}

void track_suggestion(const Tracker &tracker) {
    const std::int64_t prefix_length = 1450;
    snowgauge_code_suggestions_context context{};
    context.prefix_length = &prefix_length;
    context.language = SNOWGAUGE_STR("cpp");
    const snowgauge_entity entity = snowgauge_code_suggestions_context_entity(&context);
    snowgauge_error *error = nullptr;
    const snowgauge_status status =
        snowgauge_tracker_track(tracker.get(), snowgauge_suggestion_requested_event(), &entity, 1, nullptr, &error);
    expect_ok(status, error);
}

} // namespace

int main(int argc, char **argv) try {
    if (argc != 2) {
        std::cerr << "usage: send COLLECTOR_URL\n";
        return 2;
    }
    std::atomic<int> delivered{0};
    {
        const Tracker tracker = connect(argv[1], delivered);
        track_suggestion(tracker);
        snowgauge_tracker_shutdown(tracker.get(), timeout_ms, nullptr);
    }
    std::cout << "delivered " << delivered << '\n';
    return delivered == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::exception &error) {
    std::cerr << "send: " << error.what() << '\n';
    return EXIT_FAILURE;
}
