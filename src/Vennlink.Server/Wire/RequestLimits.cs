namespace Vennlink.Server.Wire;

/// <summary>What the operator allows in one request.</summary>
/// <param name="MaxLimit">Highest <c>limit</c>.</param>
/// <param name="MaxTargets">Most targets, positive and negative together.</param>
internal readonly record struct RequestLimits(int MaxLimit, int MaxTargets)
{
    /// <summary><c>limit</c> when the request has none, unless the operator allows fewer.</summary>
    public int DefaultLimit => Math.Min(25, MaxLimit);
}
