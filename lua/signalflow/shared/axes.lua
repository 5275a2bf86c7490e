--- The three axes of checks and hypotheses, in the order of a page. They are three answers: nothing adds them.
-- @module signalflow.shared.axes
return { "growth", "liquidity", "warning" }
