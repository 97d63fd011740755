namespace Vennlink.Build;

/// <summary>The disk a build may take, told before it starts.</summary>
/// <param name="NeededBytes">Most bytes that the index folder may grow by at any time of the build, by
/// estimate.</param>
/// <param name="FreeBytes">Bytes that are free there, those included that an unfinished build will give back.</param>
public readonly record struct DiskNeed(long NeededBytes, long FreeBytes)
{
    /// <summary>Whether the estimate fits.</summary>
    public bool Fits => NeededBytes <= FreeBytes;
}
