import { describe, expect, it } from "vitest";

import { Arrivals, FrameReader, Kind, writeFrame } from "./quicFrames";

const picture = (after: number, ...bytes: number[]) => new Uint8Array([0, 0, 0, after, ...bytes]);

describe("frames of a console over QUIC", () => {
  it("are kind, length and payload, as the hub writes them", () => {
    expect([...writeFrame(Kind.text, new TextEncoder().encode("ab"))]).toEqual([1, 0, 0, 0, 2, 97, 98]);
  });

  it("come whole, in whatever pieces they were sent", () => {
    const sent = new Uint8Array([...writeFrame(1, new Uint8Array([7, 8, 9])), ...writeFrame(5, new Uint8Array())]);
    for (let size = 1; size <= sent.length; size += 1) {
      const reader = new FrameReader();
      const came = [];
      for (let at = 0; at < sent.length; at += size) came.push(...reader.feed(sent.subarray(at, at + size)));
      expect(came.map(({ kind, payload }) => [kind, ...payload])).toEqual([[1, 7, 8, 9], [5]]);
    }
  });

  it("are refused when they claim to be longer than any may be", () => {
    expect(() => new FrameReader().feed(new Uint8Array([2, 255, 0, 0, 0]))).toThrow(RangeError);
  });

  it("hold a picture back until the texts sent before it are there", () => {
    const arrivals = new Arrivals();
    expect(arrivals.picture(picture(1, 5))).toEqual([]);
    expect(arrivals.picture(picture(2, 6))).toEqual([]);
    expect(arrivals.text("first")).toEqual(["first", new Uint8Array([5]).buffer]);
    expect(arrivals.text("second")).toEqual(["second", new Uint8Array([6]).buffer]);
    expect(arrivals.picture(picture(2, 7))).toEqual([new Uint8Array([7]).buffer]);
  });
});
