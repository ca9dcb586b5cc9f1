using System.Numerics.Tensors;

namespace DetectionSdk.Families;

/// <summary>
/// Reads what transformers answer: for each query a box, centre x, centre y, width and height in fractions of the
/// image, and one logit per slot. A slot is a class, a number of COCO's, or stands for no object.
/// </summary>
internal static class QueryScores
{
    private const int BoxColumns = 4;

    /// <summary>Every slot speaks for itself: a query may be several objects.</summary>
    public static void ReadSigmoid(
        ReadOnlySpan<float> boxes, ReadOnlySpan<float> logits, int slots, in DecodeContext context,
        ICollection<Candidate> found)
    {
        float least = MathF.Log(context.Confidence / (1 - context.Confidence));
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] >= least)
                found.Add(Box(boxes, i / slots, Sigmoid(logits[i]), ClassOf(i % slots, slots, context), context));
        }
    }

    /// <summary>The slots share one; the last stands for no object.</summary>
    public static void ReadSoftmax(
        ReadOnlySpan<float> boxes, ReadOnlySpan<float> logits, int slots, in DecodeContext context,
        ICollection<Candidate> found)
    {
        float[] chances = new float[slots];
        for (int query = 0; query * slots < logits.Length; query++)
        {
            logits.Slice(query * slots, slots).CopyTo(chances);
            Softmax.Apply(chances);
            int slot = TensorPrimitives.IndexOfMax<float>(chances.AsSpan(0, slots - 1));
            if (chances[slot] >= context.Confidence)
                found.Add(Box(boxes, query, chances[slot], ClassOf(slot, slots, context), context));
        }
    }

    /// <summary>
    /// How many classes there are: as many as slots, or one less where the last stands for no object, or COCO's; what
    /// is named decides. Null where nothing does.
    /// </summary>
    public static int? CountClasses(ModelSignature model, int slots) => model.ClassNames?.Count switch
    {
        null => slots is CocoIds.Slots or CocoIds.Slots + 1 or CocoIds.Classes ? CocoIds.Classes : null,
        var names when names == slots - 1 || IsCoco(slots, model) => names,
        _ => slots > 0 ? slots : null,
    };

    /// <summary>COCO's names where the slots are COCO's.</summary>
    /// <exception cref="ModelFormatException">They are not, and names must be given.</exception>
    public static IReadOnlyList<string> NameClasses(ModelSignature model, int slots, string last) =>
        CocoIds.NamesFor(CountClasses(model, slots))
        ?? throw new ModelFormatException(
            $"the graph has {slots} slots and does not say whether the last stands for a class or for {last}; give "
            + $"{slots} names in DetectorOptions.ClassNames if for a class, else {slots - 1}");

    public static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));

    private static int ClassOf(int slot, int slots, in DecodeContext context) =>
        IsCoco(slots, context.Model) ? CocoIds.ToClass(slot) : slot < context.ClassCount ? slot : -1;

    private static bool IsCoco(int slots, ModelSignature model) =>
        slots is CocoIds.Slots or CocoIds.Slots + 1 && CocoIds.AreNamed(model);

    private static Candidate Box(
        ReadOnlySpan<float> boxes, int query, float score, int classId, in DecodeContext context)
    {
        ReadOnlySpan<float> box = boxes.Slice(query * BoxColumns, BoxColumns);
        return context.FromImageFractions(Candidate.FromCentre(box[0], box[1], box[2], box[3], score, classId));
    }
}
