package capture;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Finds a part of Debezium's engine that its API does not hand out: by type, as the names of fields may change. */
public final class ObjectSearch {

    /** Objects that are looked at; some hundred are there. */
    private static final int MAX_OBJECTS = 20_000;
    /** What changes all the time has nothing that is looked for. */
    private static final int MOST_TRIES = 1_000;

    private ObjectSearch() {
    }

    /** The nearest one, through the fields of Debezium's own classes; null if there is none. */
    public static <T> T find(Object from, Class<T> type) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty() && seen.size() < MAX_OBJECTS) {
            Object each = open.poll();
            if (type.isInstance(each)) {
                return type.cast(each);
            }
            if (seen.add(each)) {
                addParts(each, open);
            }
        }
        return null;
    }

    private static void addParts(Object whole, Deque<Object> parts) {
        if (whole instanceof Collection<?> all) {
            addAll(all, parts);
        }
        else if (whole instanceof Map<?, ?> map) {
            addAll(map.values(), parts);
        }
        else if (whole instanceof AtomicReference<?> reference) {
            add(reference.get(), parts);
        }
        else if (whole.getClass().getName().startsWith("io.debezium.")) {
            for (Class<?> type = whole.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    addField(whole, field, parts);
                }
            }
        }
    }

    /** The engine is at work: what changes while it is looked at is looked at again. */
    private static void addAll(Collection<?> all, Deque<Object> parts) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            List<Object> found = new ArrayList<>();
            try {
                all.forEach(found::add);
                found.forEach(part -> add(part, parts));
                return;
            }
            catch (ConcurrentModificationException changing) {
                Thread.onSpinWait();
            }
        }
    }

    private static void addField(Object whole, Field field, Deque<Object> parts) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive() && field.trySetAccessible()) {
            try {
                add(field.get(whole), parts);
            }
            catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void add(Object part, Deque<Object> parts) {
        if (part != null) {
            parts.add(part);
        }
    }
}
