-- One question, asked by wrk again and again:
-- wrk --threads 1 --connections 2 --duration 10s --latency --script tests/bench/match.lua ADDRESS/v1/matches

wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = '{"text": "抗体药物,在上海张江孵化,需要GMP生产基地40亩", "limit": 10}'

-- Answers that are refused are fast and tell nothing.
function done(summary)
  if 0 < summary.errors.status then
    print(summary.errors.status .. " answers were refused: raise the limit of requests per second")
  end
end
