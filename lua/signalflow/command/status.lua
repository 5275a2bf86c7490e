--- What the command exits with.
-- @module signalflow.command.status
return {
  done = 0, -- or all well
  worse = 1, -- an answer for the worse: a warning or failure, a damaged ledger
  unknown = 2, -- nothing known, or nothing found
  error = 3, -- wrong usage and lost output included
  interrupted = 130, -- by Ctrl-C
}
