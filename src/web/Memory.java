package web;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The process's memory in bytes: Java's heap, and all of it, with DuckDB's buffers, where Linux tells. */
final class Memory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {
    }

    /** By the metrics' usual names. */
    static Map<String, Long> told() {
        MemoryMXBean java = ManagementFactory.getMemoryMXBean();
        Map<String, Long> told = new TreeMap<>();
        told.put("jvm_heap_used_bytes", java.getHeapMemoryUsage().getUsed());
        told.put("jvm_heap_max_bytes", java.getHeapMemoryUsage().getMax());
        try {
            for (String line : Files.isReadable(STATUS) ? Files.readAllLines(STATUS) : List.<String>of()) {
                if (line.startsWith("VmRSS:")) {
                    told.put("process_resident_memory_bytes", Long.parseLong(line.replaceAll("\\D", "")) * 1024);
                }
            }
        }
        catch (IOException | NumberFormatException none) {
            // told where the system tells
        }
        return told;
    }
}
