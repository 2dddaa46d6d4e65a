/*
 * From 1.29, onnxruntime writes a device id and a queue of events into the user's cache folder, and looks up
 * the address of a collector, unless this is set before its library is loaded; it is read once for the
 * process's lifetime. (microsoft/onnxruntime, pull requests 27379 and 29872. On Windows it hands its events
 * to the system's own tracing instead, for which there is no variable.)
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
