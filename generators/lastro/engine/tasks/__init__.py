"""doit's side of the engine: graph, tasks, reporter, cleaning, lock and interrupts."""
