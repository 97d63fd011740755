namespace Vennlink.Build;

/// <summary>A build that must not start; the message tells the user what to do.</summary>
public sealed class BuildRefusedException(string message) : Exception(message);
