using DetectionSdk.Models;

namespace DetectionSdk.Families;

/// <summary>
/// COCO numbers its 80 classes from 1 to 90, with gaps. Some exporters keep these numbers, and a slot 0 of no class.
/// </summary>
internal static class CocoIds
{
    /// <summary>Slots of an answer that has one per number, 0 included.</summary>
    public const int Slots = 91;

    /// <summary>Number of classes.</summary>
    public const int Classes = 80;

    /// <summary>COCO's names for an answer that has as many classes; else null.</summary>
    public static IReadOnlyList<string>? NamesFor(int? classes) => classes == Classes ? CocoClasses.Names : null;

    private static readonly int[] Gaps = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

    /// <summary>Whether the class names are those of COCO: given as such, or for want of others.</summary>
    public static bool AreNamed(ModelSignature model) =>
        model.ClassNames is not { } names
        || (names.Count == Classes && string.Equals(names[0], "person", StringComparison.OrdinalIgnoreCase));

    /// <summary>Index of the class among COCO's names; -1 where the number stands for none.</summary>
    public static int ToClass(long id) =>
        id is > 0 and < Slots && Array.BinarySearch(Gaps, (int)id) is < 0 and var place ? (int)id - 1 - ~place : -1;

    /// <summary>
    /// Index of the class that a label counted from 1 stands for: COCO's number where the names are COCO's.
    /// </summary>
    public static int ToClass(long label, ModelSignature model) =>
        AreNamed(model) ? ToClass(label) : (int)label - 1;
}
