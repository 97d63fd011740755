namespace Vennlink.Cli.Outcomes;

/// <summary>What the system had too little of, as the cause of an error that does not say so.</summary>
internal static class Shortage
{
    private const int TooManyOpenFiles = 24;
    private const int TooManyOpenFilesInAll = 23;

    /// <summary>The cause in one line; null where the error is another.</summary>
    public static string? Of(Exception problem) => problem switch
    {
        OutOfMemoryException =>
            "out of memory: the system gives this process no more (ulimit -v, a container's limit"
                + $"{FewFiles()}). Give it more, or a smaller --memory and fewer --threads",
        IOException { HResult: TooManyOpenFiles or TooManyOpenFilesInAll } =>
            $"too many files are open at once; raise the limit (ulimit -n){LimitNow()}",

        // The runtime says of a part of the program that it is not there when it cannot be opened.
        FileLoadException or BadImageFormatException or DllNotFoundException or
            FileNotFoundException { FileName: not null } when IsPart(problem) =>
            $"a part of the program cannot be loaded: too few files may be open (ulimit -n{LimitNow()}), or there is "
                + "too little memory",
        AggregateException several => several.Flatten().InnerExceptions.Select(Of)
            .FirstOrDefault(cause => cause is not null),
        { InnerException: { } inner } => Of(inner),
        _ => null,
    };

    private static bool IsPart(Exception problem) => problem is not FileNotFoundException file
        || file.FileName!.Contains(", Version=", StringComparison.Ordinal);

    // What cannot be mapped for want of a descriptor is reported as a want of memory.
    private static string FewFiles()
    {
        const int Few = 1024;
        string limit = LimitNow();
        return int.TryParse(limit.AsSpan(limit.LastIndexOf(' ') + 1), out int most) && most < Few
            ? $"; or of open files: ulimit -n{limit}" : "";
    }

    // "Max open files            64                   64                   files"
    private static string LimitNow()
    {
        try
        {
            string? line = File.ReadLines("/proc/self/limits").FirstOrDefault(candidate =>
                candidate.StartsWith("Max open files", StringComparison.Ordinal));
            return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var most, ..]
                ? $", now {most}" : "";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
