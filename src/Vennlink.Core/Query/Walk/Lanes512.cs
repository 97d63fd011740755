using System.Runtime.Intrinsics;

namespace Vennlink.Query.Walk;

/// <summary>512 bits at a time.</summary>
internal readonly struct Lanes512 : ILanes<Vector512<ulong>>
{
    public static int WordCount => 8;

    public static Vector512<ulong> Zero => Vector512<ulong>.Zero;

    public static Vector512<ulong> AllBitsSet => Vector512<ulong>.AllBitsSet;

    public static Vector512<ulong> Load(ref readonly ulong words, nuint wordOffset) =>
        Vector512.LoadUnsafe(in words, wordOffset);

    public static void Store(Vector512<ulong> value, ref ulong words, nuint wordOffset) =>
        value.StoreUnsafe(ref words, wordOffset);

    public static Vector512<ulong> And(Vector512<ulong> left, Vector512<ulong> right) => left & right;

    public static Vector512<ulong> Or(Vector512<ulong> left, Vector512<ulong> right) => left | right;

    public static Vector512<ulong> Xor(Vector512<ulong> left, Vector512<ulong> right) => left ^ right;
}
