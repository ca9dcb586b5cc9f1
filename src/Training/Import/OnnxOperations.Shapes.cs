using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Operators that move values and compute shapes.</summary>
internal static partial class OnnxOperations
{
    private static OnnxOperation Concatenate(OnnxNode node)
    {
        long axis = node.Integer("axis", 0);
        return inputs => [cat([.. inputs.Select(input => input!)], axis)];
    }

    private static OnnxOperation Split(OnnxNode node, long operatorSet)
    {
        long axis = node.Integer("axis", 0);
        return inputs =>
        {
            long length = inputs[0]!.shape[(int)(axis < 0 ? axis + inputs[0]!.dim() : axis)];
            int parts = node.Outputs.Count;
            long each = (length + parts - 1) / parts;
            long[] sizes = operatorSet >= 13 && inputs.ElementAtOrDefault(1) is { } given
                ? Numbers(given)
                : node.Integers(
                    "split",
                    [.. Enumerable.Range(0, parts).Select(i => Math.Min(each, length - i * each))]);
            return inputs[0]!.split(sizes, axis);
        };
    }

    private static OnnxOperation Slice(OnnxNode node, long operatorSet) => inputs =>
    {
        Tensor values = inputs[0]!;
        bool isOld = operatorSet < 10;
        long[] starts = isOld ? node.Integers("starts") : Numbers(inputs[1]!);
        long[] ends = isOld ? node.Integers("ends") : Numbers(inputs[2]!);
        long[] every = [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        Tensor? given = isOld ? null : inputs.ElementAtOrDefault(3);
        long[] axes = isOld ? node.Integers("axes", every) : given is null ? every : Numbers(given);
        long[] steps = inputs.ElementAtOrDefault(4) is { } strides ? Numbers(strides) : [.. starts.Select(_ => 1L)];
        for (int i = 0; i < starts.Length; i++)
        {
            if (steps[i] < 1) throw node.Unsupported($"the step {steps[i]}");
            long length = values.shape[(int)(axes[i] < 0 ? axes[i] + values.dim() : axes[i])];
            values = values.slice(axes[i], Position(starts[i], length), Position(ends[i], length), steps[i]);
        }
        return [ReferenceEquals(values, inputs[0]) ? values.alias() : values];

        static long Position(long index, long length) => Math.Clamp(index < 0 ? index + length : index, 0, length);
    };

    /// <summary>0 keeps a side.</summary>
    private static long[] TargetShape(Tensor values, long[] shape) =>
        [.. shape.Select((side, axis) => side == 0 ? values.shape[axis] : side)];

    private static OnnxOperation Flatten(long axis) => inputs =>
    {
        long[] shape = inputs[0]!.shape;
        int first = (int)(axis < 0 ? axis + shape.Length : axis);
        return [inputs[0]!.reshape(shape[..first].Aggregate(1L, (product, side) => product * side), -1)];
    };

    private static OnnxOperation Transpose(OnnxNode node) => inputs =>
    [
        inputs[0]!.permute(
            node.Integers("perm", [.. Enumerable.Range(1, (int)inputs[0]!.dim()).Select(i => (long)-i)])),
    ];

    private static OnnxOperation Unsqueeze(OnnxNode node, long operatorSet) => inputs =>
    {
        long[] axes = operatorSet >= 13 ? Numbers(inputs[1]!) : node.Integers("axes");
        long rank = inputs[0]!.dim() + axes.Length;
        IEnumerable<long> places = axes.Select(axis => axis < 0 ? axis + rank : axis).Order();
        return [places.Aggregate(inputs[0]!, (values, axis) => values.unsqueeze(axis))];
    };

    private static OnnxOperation Squeeze(OnnxNode node, long operatorSet) => inputs =>
    {
        long rank = inputs[0]!.dim();
        Tensor? given = operatorSet >= 13 ? inputs.ElementAtOrDefault(1) : null;
        long[] axes = given is null ? node.Integers("axes") : Numbers(given);
        if (axes.Length == 0) return [inputs[0]!.squeeze()];
        IEnumerable<long> places = axes.Select(axis => axis < 0 ? axis + rank : axis).OrderDescending();
        return [places.Aggregate(inputs[0]!, (values, axis) => values.squeeze(axis))];
    };

    private static OnnxOperation Gather(OnnxNode node)
    {
        long axis = node.Integer("axis", 0);
        return inputs =>
        {
            Tensor indices = inputs[1]!;
            long place = axis < 0 ? axis + inputs[0]!.dim() : axis;
            long length = inputs[0]!.shape[(int)place];
            long[] chosen = [.. Numbers(indices.flatten()).Select(index => index < 0 ? index + length : index)];
            Tensor gathered = inputs[0]!.index_select(place, tensor(chosen, device: inputs[0]!.device));
            long[] sides = inputs[0]!.shape;
            long[] shape = [.. sides[..(int)place], .. indices.shape, .. sides[((int)place + 1)..]];
            return [gathered.view(shape)];
        };
    }

    private static long[] ExpandedShape(Tensor values, long[] shape)
    {
        long[] own = [.. Enumerable.Repeat(1L, Math.Max(0, shape.Length - (int)values.dim())), .. values.shape];
        long[] target = [.. Enumerable.Repeat(1L, Math.Max(0, own.Length - shape.Length)), .. shape];
        return [.. own.Zip(target, Math.Max)];
    }

    private static OnnxOperation Range() => inputs =>
    {
        using Scalar start = inputs[0]!.item<long>(), end = inputs[1]!.item<long>(), step = inputs[2]!.item<long>();
        return [arange(start, end, step, ScalarType.Int64)];
    };

    private static OnnxOperation ConstantOfShape(OnnxNode node)
    {
        using DisposeScope scope = NewDisposeScope();
        double number = node.Integer("value", 0);
        return inputs =>
        {
            using Scalar held = number;
            return [full(Numbers(inputs[0]!), held)];
        };
    }

    private static OnnxOperation DepthToSpace(OnnxNode node)
    {
        long block = node.Integer("blocksize", 2);
        bool columnsFirst = node.Text("mode", "DCR") == "DCR";
        return inputs =>
        {
            long[] s = inputs[0]!.shape;
            long depth = s[1] / (block * block);
            Tensor blocks = columnsFirst
                ? inputs[0]!.reshape(s[0], block, block, depth, s[2], s[3]).permute(0, 3, 4, 1, 5, 2)
                : inputs[0]!.reshape(s[0], depth, block, block, s[2], s[3]).permute(0, 1, 4, 2, 5, 3);
            return [blocks.reshape(s[0], depth, s[2] * block, s[3] * block)];
        };
    }

    private static OnnxOperation SpaceToDepth(OnnxNode node)
    {
        long block = node.Integer("blocksize", 2);
        return inputs =>
        {
            long[] s = inputs[0]!.shape;
            return
            [
                inputs[0]!.reshape(s[0], s[1], s[2] / block, block, s[3] / block, block).permute(0, 3, 5, 1, 2, 4)
                    .reshape(s[0], s[1] * block * block, s[2] / block, s[3] / block),
            ];
        };
    }
}
