package io.multiconnection.objects;

/**
 * Key of a shared object.
 *
 * @param app application with its instance; each has objects of its own
 */
record ObjectKey(String app, String name) {}
