namespace Vennlink.Build;

/// <summary>The stages end to end: read, merge, rank, number, invert, publish. Restartable; bounded memory; deterministic.</summary>
public static class IndexBuild
{
    /// <summary>Builds an index, or goes on with a build that was killed.</summary>
    /// <returns>The report.</returns>
    /// <exception cref="BuildRefusedException">The folder holds a finished index and <see cref="BuildOptions.Add"/> is not set, or another build holds it, …</exception>
    public static BuildReport Run(BuildOptions options, IProgress<BuildProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
