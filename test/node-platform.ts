// Tests import trainers from where they stand; programs come to them by an entry that says where they run.
import "../src/platform.node.ts";
