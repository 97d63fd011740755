-- Sends the request bodies of the file named by VENNLINK_BODIES, each connection from another place in it on.
local bodies = {}
for line in io.lines(os.getenv("VENNLINK_BODIES")) do
  bodies[#bodies + 1] = line
end
local headers = { ["x-moz-token"] = os.getenv("VENNLINK_TOKEN"), ["Content-Type"] = "application/json" }
local counter = 0
local thread = 0

function setup(thr)
  thr:set("start", thread * 7919)
  thread = thread + 1
end

function init()
  counter = start
end

function request()
  counter = counter + 1
  return wrk.format("POST", "/v2/link_intersect", headers, bodies[counter % #bodies + 1])
end

function done(summary, latency)
  io.write(string.format("%.0f requests/s, latency ms: median %.2f, 90 %% %.2f, 99 %% %.2f, most %.1f; %d requests, %d not 200, %d timeouts\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(90) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, summary.requests, summary.errors.status, summary.errors.timeout))
end
