using Vennlink.Query;

namespace Vennlink.Server;

/// <summary>What an authentic next_token says.</summary>
internal sealed record NextToken(string SnapshotId, int RowCount, IntersectPosition Position, bool IsExpired);
