namespace Vennlink.Storage.Files;

/// <summary>
/// Counts the <see cref="NativeArray{T}"/>s that one flow of work has made and not yet given back, on whatever threads:
/// no finalizer does it for them.
/// </summary>
internal sealed class NativeArrayCount
{
    private static readonly AsyncLocal<NativeArrayCount?> OfFlow = new();

    private int _held;

    /// <summary>What counts here and now; null: nothing does.</summary>
    public static NativeArrayCount? Current => OfFlow.Value;

    /// <summary>Arrays made since <see cref="Start"/> and not given back.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Counts from here on, in what the caller calls and starts.</summary>
    public static NativeArrayCount Start() => OfFlow.Value = new NativeArrayCount();

    /// <summary>One more, or one less.</summary>
    public void Add(int change) => Interlocked.Add(ref _held, change);
}
