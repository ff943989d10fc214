#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "http/request_head.h"

namespace pixii::http {
namespace {

namespace beast = boost::beast;
using BeastView = boost::core::string_view;
using boost::system::error_code;

std::string_view ToStd(BeastView view) { return {view.data(), view.size()}; }

// Takes the parts as views; any error of ours ends the parse.
class HeadParser final : public beast::http::basic_parser<true> {
 public:
  HeadParser(std::string_view bytes, FieldStorage& fields, Request& request)
      : bytes_(bytes), fields_(fields), request_(request) {
    header_limit(kRequestHeaderSizeBytesMax);
    body_limit(boost::none);
  }

  std::size_t field_count() const { return field_count_; }
  bool expects_continue() const { return expects_continue_; }

 private:
  // A folded value is a view of the parser's own stack.
  bool InBytes(BeastView view) const {
    return view.empty() || (view.data() >= bytes_.data() &&
                            view.data() + view.size() <= bytes_.data() + bytes_.size());
  }

  void on_request_impl(beast::http::verb, BeastView method, BeastView target, int version,
                       error_code& error) override {
    if (!InBytes(method) || !InBytes(target)) error = beast::http::error::bad_target;
    request_.method = ToStd(method);
    request_.target = ToStd(target);
    request_.http_1_0 = version < 11;
  }

  void on_field_impl(beast::http::field field, BeastView name, BeastView value,
                     error_code& error) override {
    if (field_count_ == fields_.size() || !InBytes(name) || !InBytes(value)) {
      error = beast::http::error::bad_field;
      return;
    }
    fields_[field_count_++] = {ToStd(name), ToStd(value)};
    switch (field) {
      case beast::http::field::transfer_encoding:
        // Anything else would leave the body to be read as the next request.
        if (request_.http_1_0 || has_coding_ || !EqualsIgnoringCase(ToStd(value), "chunked")) {
          error = beast::http::error::bad_transfer_encoding;
        }
        has_coding_ = true;
        break;
      case beast::http::field::host:
        if (has_host_) error = beast::http::error::bad_field;
        has_host_ = true;
        break;
      case beast::http::field::expect:
        expects_continue_ = !request_.http_1_0 && EqualsIgnoringCase(ToStd(value), "100-continue");
        break;
      default:
        break;
    }
  }

  // Of a body nothing is parsed here: put() ends after the header.
  void on_response_impl(int, BeastView, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(BeastView body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView body, error_code&) override {
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  std::string_view bytes_;
  FieldStorage& fields_;
  Request& request_;
  std::size_t field_count_ = 0;
  bool has_coding_ = false;
  bool has_host_ = false;
  bool expects_continue_ = false;
};

}  // namespace

HeadOutcome ParseRequestHead(std::string_view bytes, FieldStorage& fields, Request& request,
                             RequestHead& head) {
  HeadParser parser(bytes, fields, request);
  std::size_t used = 0;
  while (!parser.is_header_done()) {
    error_code error;
    used += parser.put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), error);
    if (error == beast::http::error::need_more) return HeadOutcome::kNeedMore;
    if (error) return HeadOutcome::kBad;
  }
  head.size = used;
  head.chunked = parser.chunked();
  const boost::optional<std::uint64_t> length = parser.content_length();
  head.content_length = !head.chunked && length.has_value() ? *length : 0;
  head.expects_continue = parser.expects_continue();
  request.fields = std::span<const HeaderField>(fields.data(), parser.field_count());
  request.keep_alive = parser.keep_alive();
  return HeadOutcome::kComplete;
}

}  // namespace pixii::http
