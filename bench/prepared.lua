-- wrk sends requests that were prepared in a file: all of one size, drawn at random.
--   wrk -s prepared.lua URL -- FILE REQUEST_SIZE
-- For more keys than fit into a file, one request is a template whose key, and value if there is one, are filled in:
--   wrk -s prepared.lua URL -- FILE REQUEST_SIZE KEY_OFFSET KEY_DIGITS KEY_COUNT [VALUE_OFFSET VALUE_SIZE]
-- The last line of the output is JSON.
local requests = {}
local template

local function random_text(size)
  local letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  local text = {}
  for i = 1, size do
    local at = math.random(#letters)
    text[i] = letters:sub(at, at)
  end
  return table.concat(text)
end

local function make_template(bytes, args)
  local key, digits = tonumber(args[3]), tonumber(args[4])
  local t = {count = tonumber(args[5]), format = "%0" .. digits .. "d", value_size = tonumber(args[7] or 0)}
  t.head = bytes:sub(1, key)
  if t.value_size == 0 then
    t.tail = bytes:sub(key + digits + 1)
    return t
  end
  local value = tonumber(args[6])
  t.middle = bytes:sub(key + digits + 1, value)
  t.tail = bytes:sub(value + t.value_size + 1)
  t.text = random_text(65536 + t.value_size)
  return t
end

function init(args)
  local size = tonumber(args[2])
  local file = assert(io.open(args[1], "rb"))
  math.randomseed(4711)
  while true do
    local bytes = file:read(size)
    if bytes == nil then break end
    requests[#requests + 1] = bytes
  end
  file:close()
  if args[3] then template = make_template(requests[1], args) end
end

function request()
  if template == nil then return requests[math.random(#requests)] end
  local key = template.format:format(math.random(template.count) - 1)
  if template.value_size == 0 then return template.head .. key .. template.tail end
  local at = math.random(65536)
  return template.head .. key .. template.middle ..
    template.text:sub(at, at + template.value_size - 1) .. template.tail
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests":%d,"us":%d,"bytes":%d,"errors":%d,"p50_us":%d,"p99_us":%d,"p999_us":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
